import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { settledStatuses } from '../../lambdas/shared/contract.ts';
import { FAMILIES } from '../../lambdas/shared/dashscope/index.ts';
import { aliveStatuses } from '../../lambdas/shared/voice/alive.ts';
import { readProviderName } from '../../lambdas/shared/voice/ids.ts';
import { type VoiceRecord, voiceRecord } from '../../lambdas/shared/voice/record.ts';
import { aliasViolations } from './alias-invariants.ts';
import type { AtRest } from './at-rest.ts';
import type { AuditionCaller } from './audition-caller.ts';
import { auditionViolations } from './audition-invariants.ts';
import type { Caller } from './callers.ts';
import { accounts } from './provider/keys.ts';
import { type SimulatedVoice, sees } from './provider/provider.ts';
import { fullestSecond, isPunctual, limitOf } from './provider/request-rate.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import { isParkedItem } from './sweeps.ts';
import { canary } from './watch.ts';

/** Returns the violations of the invariants at rest: without faults, and after enough time to settle. */
export function violationsAtRest(
  account: SimulatedAccount,
  callers: readonly Pick<Caller, 'requestKey' | 'voiceId'>[],
  auditionCallers: readonly AuditionCaller[] = [],
): string[] {
  const items = account.table.items().map((item) => unmarshall(Object(item)));
  const records = items.flatMap((item) => voiceRecord.safeParse(item).data ?? []);
  const orphans = new Set(
    items.map(({ voiceId }) => String(voiceId)).filter((key) => key.startsWith('ORPHAN#')),
  );
  const rest = atRest(account, records);
  return [
    ...requested(callers, records),
    ...records.flatMap((record) => [...settled(record), ...announced(record, account)]),
    ...provided(account, records, orphans),
    ...stored(account, records),
    ...executed(account),
    ...auditionViolations(rest, auditionCallers),
    ...aliasViolations(rest),
    ...paced(account),
    ...unparked(account),
  ];
}

function atRest(
  { watch, table, time, provider, key }: SimulatedAccount,
  voices: readonly VoiceRecord[],
): AtRest {
  const announcing = z.object({ announcing: z.object({ S: z.string() }) });
  return {
    voices,
    auditions: watch.auditions.records(),
    aliases: watch.aliases.records(),
    now: time.now(),
    announcingOf: (itemKey) =>
      announcing.safeParse(table.item({ voiceId: { S: itemKey } })).data?.announcing.S,
    eventsAbout: (itemKey) =>
      new Set(watch.events.filter((each) => each.itemKey === itemKey).map(({ sequence }) => sequence)),
    wasTarget: (voiceId) => watch.aliases.wasTarget(voiceId),
    isKeptOtherwise: (voiceId) => watch.choices.isKeptOtherwise(voiceId),
    isPurgeDue: ({ providerVoiceId }) => {
      const voice = provider.voices.find((each) => each.providerVoiceId === providerVoiceId);
      return voice === undefined || sees(key, voice);
    },
  };
}

/** Every request has exactly one record. */
function requested(
  callers: readonly Pick<Caller, 'requestKey' | 'voiceId'>[],
  records: readonly VoiceRecord[],
): string[] {
  return callers.flatMap(({ requestKey, voiceId }) => {
    const found = records.filter((record) => record.requestKey === requestKey);
    if (voiceId === null) return [`${requestKey} was never accepted`];
    return found.length === 1 && found[0]?.voiceId === voiceId
      ? []
      : [`${requestKey} has ${found.length} records`];
  });
}

function settled({ voiceId, status, pendingEvents }: VoiceRecord): string[] {
  const pending = Object.keys(pendingEvents);
  return [
    ...(settledStatuses.some((each) => each === status) ? [] : [`${voiceId} rests as ${status}`]),
    ...(pending.length > 0 ? [`${voiceId} has not announced ${pending.join()}`] : []),
  ];
}

/** Every event of a record was sent, in a sequence from 1 without gaps. */
function announced({ voiceId, sequence }: VoiceRecord, { watch }: SimulatedAccount): string[] {
  const seen = new Set(
    watch.events.filter((event) => event.itemKey === voiceId).map((event) => event.sequence),
  );
  const missing = Array.from({ length: sequence }, (_, index) => index + 1).filter((each) => !seen.has(each));
  const beyond = [...seen].filter((each) => each > sequence);
  return [...missing, ...beyond].length > 0
    ? [`${voiceId} of ${sequence} events sent ${[...seen].join()}`]
    : [];
}

/** The provider's voices correspond to the records. */
function provided(
  account: SimulatedAccount,
  records: readonly VoiceRecord[],
  orphans: ReadonlySet<string>,
): string[] {
  const { provider } = account;
  const tokens = new Set(records.map(({ nameToken }) => nameToken));
  const unclaimed = provider.voices.filter(
    ({ name }) => name.startsWith('vd') && !tokens.has(readProviderName('vd', name)?.token),
  );
  return [
    ...records.flatMap((record) => [...made(record, account, orphans), ...requestedOnce(record, account)]),
    ...unclaimed.map(({ providerVoiceId }) => `${providerVoiceId} is in no record`),
  ];
}

/** Each record has at most one voice, contains its id, and is alive if the voice is. */
function made(record: VoiceRecord, account: SimulatedAccount, orphans: ReadonlySet<string>): string[] {
  const { provider, key, watch } = account;
  const { voiceId, status, providerVoiceId } = record;
  // A voice deleted at the console before it was found does not count as made.
  const voices = provider.voices.filter(
    (voice) => isOf(record, voice) && !(voice.deletedAtConsole && !isRecorded(voice, record, orphans)),
  );
  const found: string[] = [];
  if (voices.length > 1) {
    const places = voices.map(({ account }) => account).join(' and ');
    found.push(`${voiceId} was made ${voices.length} times, in the accounts ${places}`);
  }
  const mayLive = aliveStatuses.some((each) => each === status) || watch.wasPurgedAfterExpiry(voiceId);
  for (const voice of voices) {
    // The voices of an account without a key in force cannot be seen, so no conclusion about them is allowed.
    const isOpen = record.status === 'FAILED' && record.reason.code === 'create_outcome_unknown';
    // A wrong PURGED was recorded at its write. A voice that appears only later is deleted once its key is back.
    if (!sees(key, voice) && (isOpen || status === 'EXPIRED' || status === 'PURGED')) continue;
    if (status === 'FAILED' && !voice.deletedAtConsole)
      found.push(`${voiceId} is FAILED, and its voice was made`);
    if (!isRecorded(voice, record, orphans)) found.push(`${voice.providerVoiceId} is in no record`);
    const isAlive = aliveStatuses.some((each) => each === status);
    if (isAlive && voice.deletedAt !== null && voice.providerVoiceId === providerVoiceId && sees(key, voice))
      found.push(`${voiceId} is ${status}, and its voice is gone`);
    if (voice.deletedAt !== null) continue;
    if (voice.providerVoiceId !== providerVoiceId) found.push(`${voiceId} has a voice that is not its own`);
    if (!mayLive) found.push(`${voiceId} is ${status}, and its voice lives in the ${voice.account} account`);
  }
  return found;
}

function requestedOnce({ voiceId, attempts }: VoiceRecord, { provider }: SimulatedAccount): string[] {
  const names = Object.values(attempts).map(({ name }) => name);
  const found = names.length > 2 ? [`${voiceId} was attempted ${names.length} times`] : [];
  for (const name of names) {
    const taken = provider.creates.filter((create) => create.name === name && create.taken).length;
    if (taken > 1) found.push(`${name} was created ${taken} times`);
  }
  return found;
}

/** Returns true for a voice that an attempt of the record has made, or that was imported into it. */
function isOf({ nameToken, providerVoiceId }: VoiceRecord, voice: SimulatedVoice): boolean {
  const token = readProviderName('vd', voice.name)?.token;
  return voice.providerVoiceId === providerVoiceId || (token !== undefined && token === nameToken);
}

function isRecorded(
  { providerVoiceId }: SimulatedVoice,
  record: VoiceRecord,
  orphans: ReadonlySet<string>,
): boolean {
  return record.providerVoiceId === providerVoiceId || orphans.has(`ORPHAN#${providerVoiceId}`);
}

/** The bucket contains the previews that records name, and otherwise only previews that a purge will remove. */
function stored({ bucket }: SimulatedAccount, records: readonly VoiceRecord[]): string[] {
  const found: string[] = [];
  for (const { voiceId, previewKey, preview, status } of records) {
    if (previewKey && !bucket.objects.has(previewKey))
      found.push(`${voiceId} names a preview that is missing from the bucket`);
    if (previewKey && 'missing' in preview)
      found.push(`${voiceId} names a preview that it reports as missing`);
    if ('missing' in preview && preview.missing === 'pending' && !mayBePending(status))
      found.push(`${voiceId} is ${status}, its preview still pending`);
  }
  for (const key of bucket.objects.keys()) {
    const record = records.find(({ voiceId }) => key.startsWith(`${voiceId}/`));
    if (!record || record.status === 'PURGED') found.push(`${key} was left in the bucket`);
    else if (record.previewKey !== key && isOfItsVoice(record, key))
      found.push(`${key} is named by no record`);
  }
  return found;
}

/** Returns true for a preview stored by the attempt that made the record's voice, unless the record has failed. */
function isOfItsVoice({ voiceId, status, attempts, providerVoiceId }: VoiceRecord, key: string): boolean {
  if (status === 'FAILED') return false;
  const [made] = Object.entries(attempts).findLast(([, { state }]) => state === 'MADE') ?? [];
  return providerVoiceId !== undefined && key.startsWith(`${voiceId}/${made}.`);
}

/** Returns true for a status in which the preview of a voice that may not exist can be pending. */
function mayBePending(status: VoiceRecord['status']): boolean {
  return status === 'FAILED' || status === 'DELETED' || status === 'PURGED';
}

/** Every call has its own slot, and the calls with slots stay within the limit of the provider in every second. */
function paced({ provider }: SimulatedAccount): string[] {
  return accounts.flatMap((account) =>
    FAMILIES.flatMap((family) => {
      const calls = provider.calls.filter((call) => call.account === account && call.family === family);
      const slots = calls.filter(({ sender }) => sender === 'deployment').map(({ slotAt }) => slotAt ?? 0);
      const fullest = fullestSecond(calls.filter(isPunctual));
      return [
        ...(slots.every((slotAt) => slotAt > 0) ? [] : [`a call for ${family} was sent without a slot`]),
        ...(new Set(slots).size === slots.length ? [] : [`two calls for ${family} were sent for one slot`]),
        ...(fullest <= limitOf(family) ? [] : [`${fullest} calls for ${family} were sent within one second`]),
      ];
    }),
  );
}

/** A tenth of what Step Functions allows. A list that disagrees with queries must not wake an execution all the time. */
const maxHistoryEvents = 2_500;

/** No item of a parked execution is left. */
function unparked({ table }: SimulatedAccount): string[] {
  return table
    .items()
    .filter(isParkedItem)
    .map((item) => `${unmarshall(Object(item)).voiceId} is left`);
}

function executed({ engine }: SimulatedAccount): string[] {
  const rows = engine.all();
  return rows.flatMap((row) => {
    const data = JSON.stringify([row.input, row.stateInput, row.output, row.cause]).toLowerCase();
    return [
      ...(row.status === 'RUNNING' ? [`${row.name} is still running, in ${row.state}`] : []),
      // `States.ALL` does not catch these two errors.
      ...(row.error === 'States.Runtime' || row.error === 'States.DataLimitExceeded'
        ? [`${row.name} ended in ${row.state}: ${row.cause}`]
        : []),
      ...(row.historyEvents > maxHistoryEvents ? [`${row.name} has ${row.historyEvents} events`] : []),
      ...(data.includes(canary) ? [`${row.name} holds a text or a key`] : []),
      ...(Buffer.byteLength(row.stateInput) > 32 * 1_024
        ? [`${row.name} holds ${row.stateInput.length} bytes`]
        : []),
    ];
  });
}
