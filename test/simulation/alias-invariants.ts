import { aliasItems } from '../../lambdas/shared/contract.ts';
import type { AliasRecord } from '../../lambdas/shared/voice/alias.ts';
import { usesHold } from '../../lambdas/shared/voice/alias-changes.ts';
import { readHold } from '../../lambdas/shared/voice/holds.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/** Returns the violations of what aliases guarantee at rest. */
export function aliasViolations(account: SimulatedAccount, records: readonly VoiceRecord[]): string[] {
  const aliases = account.watch.aliases.records();
  return [
    ...aliases.flatMap((alias) => [...finished(alias, account), ...announced(alias, account)]),
    ...aliases.flatMap((alias) => upToDate(alias, records)),
    ...records.flatMap((record) => [...held(record, aliases), ...owned(record, account)]),
  ];
}

function finished(record: AliasRecord, account: SimulatedAccount) {
  const { alias, pending, moving, releasing, discarding, cancelling } = record;
  const item = account.table.item({ voiceId: { S: aliasItems.prefix + alias } });
  const work = JSON.stringify({ pending: pending?.id, moving, releasing, discarding, cancelling });
  return Object(item).announcing?.S !== aliasItems.done ? [`${alias} has unfinished work: ${work}`] : [];
}

/** Every event of an alias was sent, in a sequence from 1 without gaps. */
function announced({ alias, sequence }: AliasRecord, { watch }: SimulatedAccount): string[] {
  const key = aliasItems.prefix + alias;
  const seen = new Set(watch.events.filter((each) => each.voiceId === key).map((each) => each.sequence));
  return seen.size === sequence ? [] : [`${alias} of ${sequence} events sent ${[...seen].join()}`];
}

/** An alias shows the status of its voice. */
function upToDate({ alias, target }: AliasRecord, records: readonly VoiceRecord[]): string[] {
  const voice = target && records.find(({ voiceId }) => voiceId === target.voiceId);
  return !target || voice?.status === target.status
    ? []
    : [`${alias} shows ${target.status}, and its voice is ${voice?.status}`];
}

/** A hold that no alias uses may stay only on a voice that nothing is going to delete or purge. */
function held({ voiceId, holds = new Set() }: VoiceRecord, aliases: readonly AliasRecord[]): string[] {
  return [...holds].flatMap((hold) => {
    const { alias, moveId } = readHold(hold);
    const record = aliases.find((each) => each.alias === alias);
    return record && usesHold(record, moveId) ? [] : [`${voiceId} has the unused hold ${hold}`];
  });
}

/** The voice of a remake is deleted unless its alias has moved to it. */
function owned(record: VoiceRecord, { watch, time }: SimulatedAccount): string[] {
  const { voiceId, status, remakeOf, retireAt, holds, keptBy } = record;
  const isAlive = ['DEPLOYING', 'OK', 'TIMED_OUT'].includes(status);
  const found: string[] = [];
  if (remakeOf !== undefined && isAlive && !watch.aliases.wasTarget(voiceId))
    found.push(`${voiceId} of a remake of ${remakeOf} rests as ${status} without an alias`);
  if (status === 'OK' && retireAt && !holds && !keptBy && Date.parse(retireAt) < time.now() - 3_600_000)
    found.push(`${voiceId} should have been deleted at ${retireAt}`);
  return found;
}
