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
];
