import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { VoiceView } from '../../client/index.ts';
import { EventReceiver } from '../../scripts/demo/event-receiver.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import type { LocalStack } from '../e2e/support/local-stack.ts';
import { parkedVoices } from './parked-voices.ts';

/** Maximum number of creates for one request, by the setting `maxCreateAttempts`. */
const maxCreates = 2;
/** Statuses of responses that certainly created no voice. */
const statusesWithoutEffect = [401, 429];

/**
 * Compares the simulator's calls and voices with the records, previews and events of an idle stack, and returns every
 * difference.
 *
 * @param announced ids of voices whose events an earlier round has received from the queue
 */
export async function violations(
  stack: LocalStack,
  voices: readonly VoiceView[],
  announced: ReadonlySet<string>,
): Promise<string[]> {
  return [
    ...(await providerViolations(stack, voices)),
    ...(await previewViolations(stack, voices)),
    ...(await parkedVoices(stack.note)).map((voiceId) => `${voiceId} is still parked`),
    ...(await eventViolations(
      stack,
      voices.filter(({ voiceId }) => !announced.has(voiceId)),
    )),
  ];
}

async function providerViolations(
  { simulator }: LocalStack,
  voices: readonly VoiceView[],
): Promise<string[]> {
  const { live, billed } = await simulator.snapshot();
  const recorded = new Set(voices.map(({ providerVoiceId }) => providerVoiceId));
  const unrecorded = live.filter(({ id }) => !recorded.has(id));
  const lost = voices.filter(
    ({ status, providerVoiceId }) =>
      ['OK', 'UNDEPLOYED', 'TIMED_OUT', 'DELETED'].includes(status) &&
      providerVoiceId !== null &&
      !live.some(({ id }) => id === providerVoiceId),
  );
  const names = billed.map(({ name }) => name);
  const perRequest = Map.groupBy(names, (name) => name.slice(0, -1));
  const sent = (await simulator.calls()).filter(
    ({ action, status }) => action === 'create' && !statusesWithoutEffect.includes(status ?? 0),
  );
  const perName = Map.groupBy(sent, ({ name }) => name);
  return [
    ...unrecorded.map(({ id }) => `${id} is at the provider, but in no record`),
    ...lost.map(({ voiceId, status }) => `${voiceId} is ${status}, but the provider has no such voice`),
    ...[...perRequest].flatMap(([stem, created]) =>
      created.length > maxCreates ? [`${stem} was created ${created.length} times`] : [],
    ),
    ...[...perName].flatMap(([name, calls]) =>
      calls.length > 1 ? [`${name} was sent ${calls.length} times`] : [],
    ),
  ];
}

async function previewViolations({ note }: LocalStack, voices: readonly VoiceView[]): Promise<string[]> {
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
      return sizes.get(id) === bytes
        ? []
        : [`${id} has a preview whose size differs from that of the stored one`];
    }),
    ...[...sizes.keys()].flatMap((id = '') =>
      named.has(id) ? [] : [`${id} has a stored preview that its record does not name`],
    ),
    ...voices.flatMap(({ voiceId, providerVoiceId, preview }) =>
      providerVoiceId !== null && 'missing' in preview && preview.missing === 'pending'
        ? [`${voiceId} has a preview that stays pending`]
        : [],
    ),
  ];
}

async function eventViolations({ note }: LocalStack, voices: readonly VoiceView[]): Promise<string[]> {
  const queue = new EventReceiver(note);
  const ids = new Set(voices.map(({ voiceId }) => voiceId));
  const missing = () =>
    voices.flatMap(({ voiceId, sequence }) => {
      const received = new Set(queue.eventsOf(voiceId).map((event) => event.sequence));
      return Array.from({ length: sequence }, (_, index) => index + 1)
        .filter((number) => !received.has(number))
        .map((number) => `event ${voiceId}-${number} was not received`);
    });
  for (let empty = 0; missing().length > 0 && empty < 25; ) {
    empty = (await queue.receive(ids)).length > 0 ? 0 : empty + 1;
  }
  const wrongStatuses = voices.flatMap(({ voiceId, status }) => {
    const last = queue.eventsOf(voiceId).at(-1);
    return last && last.voice.status !== status
      ? [`${voiceId} is ${status}, but its last event has ${last.voice.status}`]
      : [];
  });
  return [...missing(), ...wrongStatuses];
}
