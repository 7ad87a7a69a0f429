import { guards } from './transition-guards.ts';
import type { Transition } from './transitions.ts';

/**
 * Returns the DynamoDB expressions of a transition.
 *
 * - Names: `#status`, `#run`, `#sequence`, `#event1`… for the keys of `pendingEvents`, and `#until` if the guard has it.
 * - Values: `:from1`…, `:to`, `:run`, `:newRun` (with `startsRun`), `:sequence` (before), `:newSequence` (after),
 *   `:updatedAt`, `:event1`…, `:purgeClaimId` (with that guard), and one value of the same name for each of `sets`.
 *
 * The condition also holds after the very same write, so that a write whose response was lost can be repeated. It does
 * not hold after another writer has made the same transition, because the event would then be sent with two contents.
 */
export function transitionExpressions(transition: Transition): {
  readonly update: string;
  readonly condition: string;
} {
  const set = [
    '#status = :to',
    // The index `byAnnouncing` holds the record until its events are published.
    'announcing = :to',
    'updatedAt = :updatedAt',
    '#sequence = :newSequence',
    ...(transition.startsRun ? ['#run = :newRun'] : []),
    ...transition.sets.map((attribute) => `${attribute} = :${attribute}`),
    ...transition.events.map((_, index) => `pendingEvents.#event${index + 1} = :event${index + 1}`),
  ];
  const removes = transition.removes?.length ? ` REMOVE ${transition.removes.join(', ')}` : '';
  const froms = transition.from.map((_, index) => `:from${index + 1}`).join(', ');
  const before = [
    `#status IN (${froms})`,
    '#run = :run',
    '#sequence = :sequence',
    ...(transition.hasProviderVoice === true ? ['attribute_exists(providerVoiceId)'] : []),
    ...(transition.hasProviderVoice === false ? ['attribute_not_exists(providerVoiceId)'] : []),
    ...(transition.guard ? [guards[transition.guard]] : []),
  ];
  const runAfter = transition.startsRun ? ':newRun' : ':run';
  return {
    update: `SET ${set.join(', ')}${removes}`,
    condition:
      `(${before.join(' AND ')}) OR ` +
      `(#status = :to AND #run = ${runAfter} AND #sequence = :newSequence AND updatedAt = :updatedAt)`,
  };
}

/**
 * Returns the DynamoDB expressions that record the provider's voice of an attempt. The condition depends on the attempt's
 * claim alone, not on status or run, and also holds for a repetition with the same id. Names: `#attempt`, and `#state` for
 * `state`. Values: `:id`, `:made` for `MADE`, and `:claimId`.
 *
 * @param sets further assignments, with their own names and values
 */
export function recordMadeExpressions(sets: readonly string[]): {
  readonly update: string;
  readonly condition: string;
} {
  const always = ['providerVoiceId = :id', 'attempts.#attempt.#state = :made'];
  return {
    update: `SET ${[...always, ...sets].join(', ')}`,
    condition:
      'attempts.#attempt.claimId = :claimId AND (attribute_not_exists(providerVoiceId) OR providerVoiceId = :id)',
  };
}

/** Returns whether the condition of a transition has the name `#until`. */
export function namesUntil({ guard }: Transition): boolean {
  return guard !== undefined && guards[guard].includes('#until');
}
