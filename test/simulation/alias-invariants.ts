import { aliasItems } from '../../lambdas/shared/contract.ts';
import type { AliasRecord } from '../../lambdas/shared/voice/alias.ts';
import { usesHold } from '../../lambdas/shared/voice/alias-changes.ts';
import { readHold } from '../../lambdas/shared/voice/holds.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import { type AtRest, aliasKey } from './at-rest.ts';

/** Returns the violations of what aliases guarantee at rest. */
export function aliasViolations(rest: AtRest): string[] {
  const { voices, aliases } = rest;
  return [
    ...aliases.flatMap((alias) => [...finished(alias, rest), ...announced(alias, rest)]),
    ...aliases.flatMap((alias) => upToDate(alias, voices)),
    ...voices.flatMap((record) => [...held(record, aliases), ...owned(record, rest)]),
  ];
}

function finished(record: AliasRecord, { announcingOf }: AtRest) {
  const { alias, pending, moving, releasing, discarding, cancelling } = record;
  const work = JSON.stringify({ pending: pending?.id, moving, releasing, discarding, cancelling });
  return announcingOf(aliasKey(alias)) === aliasItems.done ? [] : [`${alias} has unfinished work: ${work}`];
}

/** Every event of an alias was sent, in a sequence from 1 without gaps. */
function announced({ alias, sequence }: AliasRecord, { eventsAbout }: AtRest): string[] {
  const seen = eventsAbout(aliasKey(alias));
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
function owned(record: VoiceRecord, { wasTarget, now }: AtRest): string[] {
  const { voiceId, status, remakeOf, retireAt, holds, keptBy } = record;
  const isAlive = ['DEPLOYING', 'OK', 'TIMED_OUT'].includes(status);
  const found: string[] = [];
  if (remakeOf !== undefined && isAlive && !wasTarget(voiceId))
    found.push(`${voiceId} of a remake of ${remakeOf} rests as ${status} without an alias`);
  if (status === 'OK' && retireAt && !holds && !keptBy && Date.parse(retireAt) < now - 3_600_000)
    found.push(`${voiceId} should have been deleted at ${retireAt}`);
  return found;
}
