import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { VoiceView } from '../../client/index.ts';
import { EventReceiver } from '../../scripts/demo/event-receiver.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import type { LocalStack } from '../e2e/support/local-stack.ts';

/** Creates that one request may cost: the setting `maxCreateAttempts`. */
const createsAllowed = 2;
const withoutAnswer = [401, 429];

/**
 * What does not hold, at rest: the simulator's own record of calls and voices against records, previews and events.
 *
 * @param announced voices whose events an earlier round has taken from the queue
 */
export async function violations(
  stack: LocalStack,
  voices: readonly VoiceView[],
  announced: ReadonlySet<string>,
): Promise<string[]> {
  return [
    ...(await ofTheProvider(stack, voices)),
    ...(await ofPreviews(stack, voices)),
    ...(await ofEvents(
      stack,
      voices.filter(({ voiceId }) => !announced.has(voiceId)),
    )),
  ];
}

async function ofTheProvider({ simulator }: LocalStack, voices: readonly VoiceView[]): Promise<string[]> {
  const { live, billed } = await simulator.snapshot();
  const known = new Set(voices.map(({ providerVoiceId }) => providerVoiceId));
  const unknown = live.filter(({ id }) => !known.has(id));
  const lost = voices.filter(
    ({ status, providerVoiceId }) =>
      ['OK', 'UNDEPLOYED', 'TIMED_OUT', 'DELETED'].includes(status) &&
      providerVoiceId !== null &&
      !live.some(({ id }) => id === providerVoiceId),
  );
  const names = billed.map(({ name }) => name);
  const perRequest = Map.groupBy(names, (name) => name.slice(0, -1));
  const sent = (await simulator.calls()).filter(
    ({ action, status }) => action === 'create' && !withoutAnswer.includes(status ?? 0),
  );
  const perName = Map.groupBy(sent, ({ name }) => name);
  return [
    ...unknown.map(({ id }) => `${id} is at the provider, and no record knows it`),
    ...lost.map(({ voiceId, status }) => `${voiceId} is ${status}, and the provider has no such voice`),
    ...[...perRequest].flatMap(([stem, made]) =>
      made.length > createsAllowed ? [`${stem} was made ${made.length} times`] : [],
    ),
    ...[...perName].flatMap(([name, calls]) =>
      calls.length > 1 ? [`${name} was sent ${calls.length} times`] : [],
    ),
  ];
}

async function ofPreviews({ note }: LocalStack, voices: readonly VoiceView[]): Promise<string[]> {
  const s3 = new S3Client({ ...clientSettings(note, 'S3'), forcePathStyle: true });
  const command = new ListObjectsV2Command({ Bucket: note.outputs.PreviewsBucketName });
  const objects = (await s3.send(command)).Contents ?? [];
  const sizes = new Map(objects.map(({ Key = '', Size }) => [Key.split('/')[0], Size]));
  const named = new Map(
    voices.flatMap(({ voiceId, preview }) => ('mediaType' in preview ? [[voiceId, preview.bytes]] : [])),
  );
  return [
    ...[...named].flatMap(([id, bytes]) => {
      if (!sizes.has(id)) return [`${id} has a preview that is not stored`];
      return sizes.get(id) === bytes ? [] : [`${id} has a preview of another size than the one stored`];
    }),
    ...[...sizes.keys()].flatMap((id = '') =>
      named.has(id) ? [] : [`${id} has a stored preview that its record does not name`],
    ),
    ...voices.flatMap(({ voiceId, providerVoiceId, preview }) =>
      providerVoiceId !== null && 'missing' in preview && preview.missing === 'pending'
        ? [`${voiceId} waits for a preview for ever`]
        : [],
    ),
  ];
}

async function ofEvents({ note }: LocalStack, voices: readonly VoiceView[]): Promise<string[]> {
  const queue = new EventReceiver(note);
  const ids = new Set(voices.map(({ voiceId }) => voiceId));
  const missing = () =>
    voices.flatMap(({ voiceId, sequence }) => {
      const seen = new Set(queue.eventsOf(voiceId).map((event) => event.sequence));
      return Array.from({ length: sequence }, (_, index) => index + 1)
        .filter((number) => !seen.has(number))
        .map((number) => `event ${voiceId}-${number} never came`);
    });
  for (let empty = 0; missing().length > 0 && empty < 25; ) {
    empty = (await queue.receive(ids)).length > 0 ? 0 : empty + 1;
  }
  const ends = voices.flatMap(({ voiceId, status }) => {
    const last = queue.eventsOf(voiceId).at(-1);
    return last && last.voice.status !== status
      ? [`${voiceId} is ${status}, announced ${last.voice.status}`]
      : [];
  });
  return [...missing(), ...ends];
}
