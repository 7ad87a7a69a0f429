import type { VoiceClient, VoiceRequest } from '../../../client/index.ts';
import type { Studio } from './studio-browser.ts';

const brief = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A warm, unhurried woman in her forties who reads to children at bedtime.',
  previewText: 'Good evening. The ferry leaves at nine, and the sea is calm tonight.',
  language: 'en',
} as const satisfies VoiceRequest;

/** The ids of the content that the pages show. */
export interface Content {
  readonly voiceId: string;
  readonly auditionId: string;
  readonly alias: string;
}

/** Makes voices with several outcomes, an audition and an alias, and waits until they are settled. */
export async function makeContent({ client, stack }: Studio): Promise<Content> {
  await stack.simulator.changeSettings({ reviewSeconds: 1 });
  const { audition } = await client.auditions.create({
    ...brief,
    name: 'Narrator of the ferry',
    labels: { project: 'ferry' },
    candidates: 3,
  });
  const ready = await createVoice(client, {
    name: 'Ferry announcer',
    labels: { project: 'ferry', role: 'announcer' },
  });
  const rejected = await createVoice(client, {
    name: 'Pirate',
    voicePrompt: '[reject] A pirate with a rough voice',
  });
  const silent = await createVoice(client, {
    name: 'Ghost',
    voicePrompt: '[silent preview] A ghost that whispers',
  });
  const deleted = await createVoice(client, { name: 'Former announcer' });
  await client.auditions.waitUntilSettled(audition.auditionId);
  for (const voiceId of [ready, rejected, silent, deleted]) await client.waitUntilSettled(voiceId);
  await client.delete(deleted);
  await client.aliases.set('ferry-announcer', ready);
  await createVoice(client, { name: 'Night train', voicePrompt: '[review never] A tired conductor' });
  return { voiceId: ready, auditionId: audition.auditionId, alias: 'ferry-announcer' };
}

async function createVoice(client: VoiceClient, changes: Partial<VoiceRequest>): Promise<string> {
  const { voice } = await client.createUnchecked({ ...brief, ...changes });
  return voice.voiceId;
}
