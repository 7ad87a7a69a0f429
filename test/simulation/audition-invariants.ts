import { auditionItems } from '../../lambdas/shared/contract.ts';
import { aliveStatuses } from '../../lambdas/shared/voice/alive.ts';
import type { AuditionRecord } from '../../lambdas/shared/voice/audition-record.ts';
import { isClosed } from '../../lambdas/shared/voice/audition-rules.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import type { AuditionCaller } from './audition-caller.ts';
import { sees } from './provider/provider.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/** Returns the violations of what auditions guarantee at rest. */
export function auditionViolations(
  account: SimulatedAccount,
  callers: readonly AuditionCaller[],
  records: readonly VoiceRecord[],
): string[] {
  const { watch, table } = account;
  const auditions = watch.auditions.records();
  return [
    ...watch.choices.atRest(auditions, watch.aliases.records()),
    ...callers.flatMap((caller) => accepted(caller, auditions)),
    ...auditions.flatMap((audition) => {
      const candidates = records.filter(({ auditionId }) => auditionId === audition.auditionId);
      const item = table.item({ voiceId: { S: `AUDITION#${audition.auditionId}` } });
      return [
        ...made(audition, candidates),
        ...ended(audition, candidates, account),
        ...announced(audition, watch.events),
        ...(Object(item).announcing?.S !== auditionItems.done
          ? [`${audition.auditionId} has unfinished work`]
          : []),
      ];
    }),
  ];
}

/** Every request has exactly one audition, with as many candidates as it asked for. */
function accepted(
  { requestKey, auditionId, candidates }: AuditionCaller,
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
  account: SimulatedAccount,
): string[] {
  if (!isClosed(status)) return [`${auditionId} rests as ${status}`];
  const others = records.filter(({ voiceId }) => voiceId !== chosen);
  const left = others.filter((record) => isLeft(record, account));
  return [
    ...left.map(({ voiceId, status: each }) => `${voiceId} of ${auditionId} (${status}) rests as ${each}`),
    ...others.flatMap(({ voiceId, keptBy }) => (keptBy ? [`${voiceId} has a stale mark`] : [])),
  ];
}

/**
 * A voice that an alias has kept may stay, unless only a choice in its own audition pointed the alias at it, and another
 * such choice took the alias along. A deleted voice of an account without a key in force waits for its key.
 */
function isLeft(record: VoiceRecord, { provider, key, watch }: SimulatedAccount): boolean {
  const { voiceId, status, providerVoiceId } = record;
  if (watch.choices.isKeptOtherwise(voiceId) || record.holds) return false;
  if (status !== 'DELETED') return aliveStatuses.some((alive) => alive === status);
  const voice = provider.voices.find((each) => each.providerVoiceId === providerVoiceId);
  return voice === undefined || sees(key, voice);
}

function announced(
  { auditionId, sequence, pendingEvents }: AuditionRecord,
  events: SimulatedAccount['watch']['events'],
): string[] {
  const seen = new Set(events.filter((each) => each.voiceId === auditionId).map((each) => each.sequence));
  const missing = Array.from({ length: sequence }, (_, index) => index + 1).filter((each) => !seen.has(each));
  return missing.length > 0 || Object.keys(pendingEvents).length > 0 || seen.size > sequence
    ? [`${auditionId} of ${sequence} events sent ${[...seen].join()}`]
    : [];
}
