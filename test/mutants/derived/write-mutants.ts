import { writeCases } from '../../lambdas/shared/stores/conditions/all-writes.ts';
import {
  checkWrite,
  conditionsOf,
  type WriteCase,
} from '../../lambdas/shared/stores/conditions/write-case.ts';
import { expressionMutants } from './expression-mutants.ts';

/** A conditional write of a store with one part of its condition removed. */
export interface WriteMutant {
  /** Operation and change. */
  readonly id: string;
  /** @throws AssertionError if a case of the operation detects the mutant */
  readonly check: () => Promise<void>;
}

/** Returns the mutants of the conditions that the cases of the stores send. */
export async function writeMutants(): Promise<WriteMutant[]> {
  const mutants: WriteMutant[] = [];
  for (const [name, cases] of Map.groupBy(writeCases, (write) => write.name)) {
    const conditions = new Set<string>();
    for (const write of cases) for (const each of await conditionsOf(write)) conditions.add(each);
    const several = conditions.size > 1;
    for (const condition of conditions) {
      for (const { change, text } of expressionMutants(condition)) {
        const id = `${name}: ${change}${several ? ` of ${condition}` : ''}`;
        mutants.push({ id, check: () => check(cases, condition, text) });
      }
    }
  }
  return mutants;
}

async function check(cases: readonly WriteCase[], condition: string, mutant: string): Promise<void> {
  for (const write of cases) await checkWrite(write, (sent) => (sent === condition ? mutant : sent));
}
