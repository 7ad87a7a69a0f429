import { unmarshall } from '@aws-sdk/util-dynamodb';
import { settledStatuses } from '../../lambdas/shared/contract.ts';
import { aliveStatuses } from '../../lambdas/shared/voice/alive.ts';
import { readProviderName } from '../../lambdas/shared/voice/ids.ts';
import { type VoiceRecord, voiceRecord } from '../../lambdas/shared/voice/record.ts';
import type { Caller } from './callers.ts';
import { sees, type TrueVoice } from './provider/provider.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import { canary } from './watch.ts';

/** What must hold once nothing goes wrong any more and everybody has had their time; empty if it does. */
export function violationsAtRest(account: SimulatedAccount, callers: readonly Caller[]): string[] {
  const items = account.table.items().map((item) => unmarshall(Object(item)));
  const records = items.flatMap((item) => voiceRecord.safeParse(item).data ?? []);
  const orphans = new Set(
    items.map(({ voiceId }) => String(voiceId)).filter((key) => key.startsWith('ORPHAN#')),
  );
  return [
    ...requested(callers, records),
    ...records.flatMap((record) => [...settled(record), ...announced(record, account)]),
    ...provided(account, records, orphans),
    ...stored(account, records),
    ...executed(account),
  ];
}

/** One record a request, however often it was made; and none that was not asked for. */
function requested(callers: readonly Caller[], records: readonly VoiceRecord[]): string[] {
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

/** Every event of a record, from 1 on, was sent. */
function announced({ voiceId, sequence }: VoiceRecord, { watch }: SimulatedAccount): string[] {
  const seen = new Set(
    watch.events.filter((event) => event.voiceId === voiceId).map((event) => event.sequence),
  );
  const missing = Array.from({ length: sequence }, (_, index) => index + 1).filter((each) => !seen.has(each));
  const beyond = [...seen].filter((each) => each > sequence);
  return [...missing, ...beyond].length > 0
    ? [`${voiceId} of ${sequence} events sent ${[...seen].join()}`]
    : [];
}

/** The provider's truth against the records. */
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
    ...unclaimed.map(({ providerVoiceId }) => `${providerVoiceId} is nobody's`),
  ];
}

/** One voice a record, known to it, and alive only while the record is. */
function made(record: VoiceRecord, account: SimulatedAccount, orphans: ReadonlySet<string>): string[] {
  const { provider, key, watch } = account;
  const { voiceId, status, providerVoiceId } = record;
  // One that was deleted at the console before it was found is as if it had never been made.
  const voices = provider.voices.filter(
    (voice) => isOf(record, voice) && !(voice.deletedByOthers && !isRecorded(voice, record, orphans)),
  );
  const found: string[] = [];
  if (voices.length > 1) {
    const places = voices.map(({ account }) => account).join(' and ');
    found.push(`${voiceId} was made ${voices.length} times, in the accounts ${places}`);
  }
  const mayLive = aliveStatuses.some((each) => each === status) || watch.wasPurgedAfterExpiry(voiceId);
  for (const voice of voices) {
    // An account whose key is not in force is out of sight: nothing there can be found, and nothing may be concluded.
    const isOpen = record.status === 'FAILED' && record.reason.code === 'create_outcome_unknown';
    // A wrong PURGED was noted when it was written; a voice that was shown only later is deleted once its key is back.
    if (!sees(key, voice) && (isOpen || status === 'EXPIRED' || status === 'PURGED')) continue;
    if (status === 'FAILED' && !voice.deletedByOthers)
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
    if (taken > 1) found.push(`${name} was asked for ${taken} times`);
  }
  return found;
}

/** Made for the record by one of its attempts, or imported into it. */
function isOf({ nameToken, providerVoiceId }: VoiceRecord, voice: TrueVoice): boolean {
  const token = readProviderName('vd', voice.name)?.token;
  return voice.providerVoiceId === providerVoiceId || (token !== undefined && token === nameToken);
}

function isRecorded(
  { providerVoiceId }: TrueVoice,
  record: VoiceRecord,
  orphans: ReadonlySet<string>,
): boolean {
  return record.providerVoiceId === providerVoiceId || orphans.has(`ORPHAN#${providerVoiceId}`);
}

/** The bucket holds what records name, and besides only what a purge of a record's voice will remove. */
function stored({ bucket }: SimulatedAccount, records: readonly VoiceRecord[]): string[] {
  const found: string[] = [];
  for (const { voiceId, previewKey, preview, status } of records) {
    if (previewKey && !bucket.objects.has(previewKey))
      found.push(`${voiceId} names a preview that is not there`);
    if (previewKey && 'missing' in preview) found.push(`${voiceId} names a preview that it says is missing`);
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

/** The attempt that stored it is the one that made the record's voice, and the record has not failed before it knew. */
function isOfItsVoice({ voiceId, status, attempts, providerVoiceId }: VoiceRecord, key: string): boolean {
  if (status === 'FAILED') return false;
  const [made] = Object.entries(attempts).findLast(([, { state }]) => state === 'MADE') ?? [];
  return providerVoiceId !== undefined && key.startsWith(`${voiceId}/${made}.`);
}

/** There was never a voice, as far as is known. */
function mayBePending(status: VoiceRecord['status']): boolean {
  return status === 'FAILED' || status === 'DELETED' || status === 'PURGED';
}

function executed({ engine }: SimulatedAccount): string[] {
  const rows = engine.all();
  return rows.flatMap((row) => {
    const data = JSON.stringify([row.input, row.stateInput, row.output, row.cause]).toLowerCase();
    return [
      ...(row.status === 'RUNNING' ? [`${row.name} still runs, in ${row.state}`] : []),
      // Not even a catch for all errors sees these two.
      ...(row.error === 'States.Runtime' || row.error === 'States.DataLimitExceeded'
        ? [`${row.name} ended in ${row.state}: ${row.cause}`]
        : []),
      ...(row.historyEvents > 20_000 ? [`${row.name} has ${row.historyEvents} events`] : []),
      ...(data.includes(canary) ? [`${row.name} holds a text or a key`] : []),
      ...(Buffer.byteLength(row.stateInput) > 32 * 1_024
        ? [`${row.name} holds ${row.stateInput.length} bytes`]
        : []),
    ];
  });
}
