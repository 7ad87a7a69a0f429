/** A mutant that behaves like the original, with the proof. */
export interface EquivalentMutant {
  /** End of the mutant's id; the ids of several mutants can have it. */
  readonly idEndsWith: string;
  /** Number of mutants with this end. */
  readonly count: number;
  readonly proof: string;
}

/** Mutants that no test can detect. The program fails if one of them is detected or does not exist. */
export const equivalentMutants: readonly EquivalentMutant[] = [
  {
    idEndsWith: ': forget pending events: without attribute_exists(voiceId)',
    count: 9,
    proof:
      'DynamoDB refuses `REMOVE pendingEvents.#event1` on an item without `pendingEvents`, because the document path is ' +
      'invalid. Without the condition, no item is created either, and `States.ALL` handles both errors.',
  },
  {
    idEndsWith: '→ Begin with confirmMissing without $.confirmMissing IsPresent true',
    count: 1,
    proof:
      'The first rule takes every input without `dryRun` and `confirmMissing`. If `$.dryRun IsPresent false` holds in ' +
      'the third rule, `confirmMissing` is present. Otherwise, `And` is false without this part.',
  },
  {
    idEndsWith: '.clearEvent: without attribute_exists(voiceId)',
    count: 2,
    proof:
      'DynamoDB refuses `REMOVE pendingEvents.#sequence` on an item without `pendingEvents`, because the document path ' +
      'is invalid, so that no item is created.',
  },
  {
    idEndsWith: 'attempts.recordExtraVoice: without attribute_exists(attempts.#attempt)',
    count: 1,
    proof:
      'DynamoDB refuses to set a member of an attempt that does not exist, because the document path is invalid.',
  },
  {
    idEndsWith: 'accounts.recordUse of another key: without attribute_exists(#keys)',
    count: 1,
    proof:
      'DynamoDB refuses to set a member of `keys` if it does not exist, because the document path is invalid.',
  },
  {
    idEndsWith: 'sweeps.takeOver: without attribute_not_exists(leaseId)',
    count: 1,
    proof: 'In DynamoDB, `leaseId <> :id` holds for an item without `leaseId`.',
  },
  {
    idEndsWith: 'places.startScan: without attribute_not_exists(scanId)',
    count: 1,
    proof: 'In DynamoDB, `scanId <> :id` holds for an item without `scanId`.',
  },
  {
    idEndsWith:
      'without #cursor >= :cursor of (attribute_not_exists(#held) OR #held < :until) AND #cursor >= :cursor',
    count: 1,
    proof:
      'The write follows the refusal of another one. Either the lane is held back for as long, and the other part of the ' +
      'condition refuses the write, or its cursor is not behind. A cursor never moves back.',
  },
];
