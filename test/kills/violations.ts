import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { VoiceView } from '../../client/index.ts';
import { aliasItems, auditionItems } from '../../lambdas/shared/contract.ts';
import { EventReceiver } from '../../scripts/demo/event-receiver.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import type { LocalStack } from '../e2e/support/local-stack.ts';
import { aliasViolations } from '../simulation/alias-invariants.ts';
import type { AtRest } from '../simulation/at-rest.ts';
import { auditionViolations } from '../simulation/audition-invariants.ts';
import { parkedVoices } from './parked-voices.ts';
import type { AuditioningCaller } from './requested-auditions.ts';
import { type StoredItems, storedItems, unfinishedItems } from './stored-items.ts';

/** Maximum number of creates for one request, by the setting `maxCreateAttempts`. */
const maxCreates = 2;
/** Statuses of responses that certainly created no voice. */
const statusesWithoutEffect = [401, 429];

/** Numbers of the events that were received from the queue, by the voice, audition or alias that they are about. */
export type ReceivedEvents = Map<string, ReadonlySet<number>>;

/**
 * Compares the simulator's calls and voices with the records, previews and events of an idle stack, and returns every
 * difference and every violation of the invariants of auditions and aliases.
 *
 * @param callers all callers of auditions so far
 * @param received events that earlier rounds have received, to which those of this round are added
 */
export async function violations(
  stack: LocalStack,
  voices: readonly VoiceView[],
  callers: readonly AuditioningCaller[],
  received: ReceivedEvents,
): Promise<string[]> {
  const items = await storedItems(stack.note);
  const found = [
    ...(await providerViolations(stack, voices, items)),
    ...(await previewViolations(stack, voices)),
    ...(await parkedVoices(stack.note)).map((voiceId) => `${voiceId} is still parked`),
    ...(await eventViolations(stack, voices, items, received)),
    ...callers.flatMap((caller) => caller.violations(items)),
  ];
  const rest = atRest(items, received);
  return [...found, ...auditionViolations(rest, callers), ...aliasViolations(rest)];
}

function atRest(items: StoredItems, received: ReceivedEvents): AtRest {
  const unfinished = unfinishedItems(items);
  const done = (key: string) => (key.startsWith(aliasItems.prefix) ? aliasItems.done : auditionItems.done);
  return {
    ...items,
    now: Date.now(),
    announcingOf: (key) => (unfinished.includes(key) ? items.announcing.get(key) : done(key)),
    eventsAbout: (key) => received.get(key.slice(key.indexOf('#') + 1)) ?? new Set(),
    wasTarget: (id) => items.aliases.some(({ history }) => history.some(({ voiceId }) => voiceId === id)),
    // No caller of these runs keeps a candidate in another way than by a choice, and no purge is due.
    isKeptOtherwise: () => false,
    isPurgeDue: () => false,
  };
}

async function providerViolations(
  { simulator }: LocalStack,
  voices: readonly VoiceView[],
  { aliases }: StoredItems,
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
  const dangling = aliases.filter(({ target }) => target && !live.some(({ id }) => id === target.use.voice));
  const names = billed.map(({ name }) => name);
  const perRequest = Map.groupBy(names, (name) => name.slice(0, -1));
  const sent = (await simulator.calls()).filter(
    ({ action, status }) => action === 'create' && !statusesWithoutEffect.includes(status ?? 0),
  );
  const perName = Map.groupBy(sent, ({ name }) => name);
  return [
    ...unrecorded.map(({ id }) => `${id} is at the provider, but in no record`),
    ...lost.map(({ voiceId, status }) => `${voiceId} is ${status}, but the provider has no such voice`),
    ...dangling.map(({ alias, target }) => `${alias} names ${target?.use.voice}, which the provider lacks`),
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

async function eventViolations(
  { note }: LocalStack,
  voices: readonly VoiceView[],
  { auditions, aliases }: StoredItems,
  received: ReceivedEvents,
): Promise<string[]> {
  const queue = new EventReceiver(note);
  const subjects = [
    ...voices.map(({ voiceId, sequence }) => ({ subject: voiceId, sequence })),
    ...auditions.map(({ auditionId, sequence }) => ({ subject: auditionId, sequence })),
    ...aliases.map(({ alias, sequence }) => ({ subject: alias, sequence })),
  ].filter(({ subject }) => !received.has(subject));
  const ids = new Set(subjects.map(({ subject }) => subject));
  const numbersOf = (subject: string) => new Set(queue.eventsAbout(subject).map((event) => event.sequence));
  const missing = () =>
    subjects.flatMap(({ subject, sequence }) => {
      const numbers = numbersOf(subject);
      return Array.from({ length: sequence }, (_, index) => index + 1)
        .filter((number) => !numbers.has(number))
        .map((number) => `event ${subject}-${number} was not received`);
    });
  for (let empty = 0; missing().length > 0 && empty < 25; ) {
    empty = (await queue.receive(ids)).length > 0 ? 0 : empty + 1;
  }
  for (const subject of ids) received.set(subject, numbersOf(subject));
  const wrongStatuses = voices.flatMap(({ voiceId, status }) => {
    const last = queue.eventsOf(voiceId).at(-1);
    return last && last.voice.status !== status
      ? [`${voiceId} is ${status}, but its last event has ${last.voice.status}`]
      : [];
  });
  return [...missing(), ...wrongStatuses];
}
