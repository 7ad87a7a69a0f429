import { auditionItems } from '../../lambdas/shared/contract.ts';
import { aliveStatuses } from '../../lambdas/shared/voice/alive.ts';
import type { AuditionRecord } from '../../lambdas/shared/voice/audition-record.ts';
import { isClosed } from '../../lambdas/shared/voice/audition-rules.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import { type AtRest, auditionKey } from './at-rest.ts';

/** The caller of a request for an audition. */
export interface RequestedAudition {
  readonly requestKey: string;
  readonly candidates: number;
  /** Null until a request is accepted. */
  readonly auditionId: string | null;
}

/** Returns the violations of what auditions guarantee at rest. */
export function auditionViolations(rest: AtRest, requested: readonly RequestedAudition[]): string[] {
  const { auditions, voices } = rest;
  return [
    ...requested.flatMap((each) => accepted(each, auditions)),
    ...auditions.flatMap((audition) => {
      const { auditionId } = audition;
      const candidates = voices.filter((record) => record.auditionId === auditionId);
      const isFinished = rest.announcingOf(auditionKey(auditionId)) === auditionItems.done;
      return [
        ...pointed(audition, rest),
        ...made(audition, candidates),
        ...ended(audition, candidates, rest),
        ...announced(audition, rest),
        ...(isFinished ? [] : [`${auditionId} has unfinished work`]),
      ];
    }),
  ];
}

/** An alias that the last choice of an audition moved points at the chosen voice. */
function pointed({ auditionId, alias, chosen, pointing }: AuditionRecord, { voices, aliases }: AtRest) {
  const left = pointing ? [`${auditionId} has not pointed ${alias} at its choice`] : [];
  const target = aliases.find((each) => each.alias === alias)?.target;
  const isOwn = target?.choice?.auditionId === auditionId;
  const isUsable = voices.find(({ voiceId }) => voiceId === chosen)?.status === 'OK';
  return isOwn && isUsable && target.voiceId !== chosen
    ? [...left, `${alias} points at ${target.voiceId}, and ${auditionId} has chosen ${chosen}`]
    : left;
}

/** Every request has exactly one audition, with as many candidates as it asked for. */
function accepted(
  { requestKey, auditionId, candidates }: RequestedAudition,
  all: readonly AuditionRecord[],
): string[] {
  if (auditionId === null) return [`${requestKey} was never accepted`];
  const found = all.filter((audition) => audition.requestKey === requestKey);
  if (found.length !== 1 || found[0]?.auditionId !== auditionId)
    return [`${requestKey} has ${found.length} auditions`];
  return found[0].candidates.length === candidates ? [] : [`${auditionId} has not ${candidates} candidates`];
}

/** Each candidate has its one record. */
function made(
  { auditionId, candidates, complete }: AuditionRecord,
  records: readonly VoiceRecord[],
): string[] {
  const ids = records.map(({ voiceId }) => voiceId).sort();
  const expected = candidates.map(({ voiceId }) => voiceId).sort();
  return [
    ...(complete ? [] : [`${auditionId} is not complete`]),
    ...(ids.join() === expected.join() ? [] : [`${auditionId} has the records ${ids.join()}`]),
  ];
}

/** Every audition ends, and at most its choice is left. */
function ended(
  { auditionId, status, chosen }: AuditionRecord,
  records: readonly VoiceRecord[],
  rest: AtRest,
): string[] {
  if (!isClosed(status)) return [`${auditionId} rests as ${status}`];
  const others = records.filter(({ voiceId }) => voiceId !== chosen);
  const left = others.filter((record) => isLeft(record, rest));
  return [
    ...left.map(({ voiceId, status: each }) => `${voiceId} of ${auditionId} (${status}) rests as ${each}`),
    ...others.flatMap(({ voiceId, keptBy }) => (keptBy ? [`${voiceId} has a stale mark`] : [])),
  ];
}

/**
 * A voice that an alias has kept may stay, unless only a choice in its own audition pointed the alias at it, and another
 * such choice took the alias along. A deleted voice may wait for its purge.
 */
function isLeft(record: VoiceRecord, { isKeptOtherwise, isPurgeDue }: AtRest): boolean {
  const { voiceId, status } = record;
  if (isKeptOtherwise(voiceId) || record.holds) return false;
  if (status !== 'DELETED') return aliveStatuses.some((alive) => alive === status);
  return isPurgeDue(record);
}

function announced(
  { auditionId, sequence, pendingEvents }: AuditionRecord,
  { eventsAbout }: AtRest,
): string[] {
  const seen = eventsAbout(auditionKey(auditionId));
  const missing = Array.from({ length: sequence }, (_, index) => index + 1).filter((each) => !seen.has(each));
  return missing.length > 0 || Object.keys(pendingEvents).length > 0 || seen.size > sequence
    ? [`${auditionId} of ${sequence} events sent ${[...seen].join()}`]
    : [];
}
