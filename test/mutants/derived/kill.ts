import { AssertionError } from 'node:assert';
import { writeCases } from '../../lambdas/shared/stores/conditions/all-writes.ts';
import { checkWrite } from '../../lambdas/shared/stores/conditions/write-case.ts';
import { stateCases } from '../../workflow/states/all-cases.ts';
import { machinesWith } from '../../workflow/states/machines.ts';
import { type DefinitionMutant, definitionMutants } from './definition-mutants.ts';
import { equivalentMutants } from './equivalent.ts';
import { writeMutants } from './write-mutants.ts';

/** A safeguard that a program has removed or weakened. */
export interface DerivedMutant {
  readonly id: string;
  /** Returns the name of the test that detects it; null if none does. */
  readonly killer: () => Promise<string | null>;
}

/** Returns the mutants of the state machines and of the conditional writes of the stores. */
export async function derivedMutants(): Promise<DerivedMutant[]> {
  return [
    ...definitionMutants().map((mutant) => ({ id: mutant.id, killer: () => killerOf(mutant) })),
    ...(await writeMutants()).map(({ id, check }) => ({ id, killer: () => failureOf(check) })),
  ];
}

/** Returns the name of the case that detects a mutant of a state machine; null if none does. */
async function killerOf(mutant: DefinitionMutant): Promise<string | null> {
  const machineAt = machinesWith({ [mutant.machine]: mutant.definition() });
  const cases = stateCases.filter(({ machine }) => machine === mutant.machine);
  const isLikely = ({ states }: (typeof cases)[number]) => states.includes(mutant.state);
  for (const { name, check } of [...cases.filter(isLikely), ...cases.filter((each) => !isLikely(each))]) {
    if ((await failureOf(() => check(machineAt))) !== null) return name;
  }
  return null;
}

/** Returns the message of the assertion that fails; null if none does. */
async function failureOf(check: () => Promise<void>): Promise<string | null> {
  try {
    await check();
    return null;
  } catch (error) {
    if (error instanceof AssertionError) return error.message;
    throw error;
  }
}

/** Returns the proof that a mutant is equivalent; null if there is none. */
export function proofOf({ id }: Pick<DerivedMutant, 'id'>): string | null {
  return equivalentMutants.find(({ idEndsWith }) => id.endsWith(idEndsWith))?.proof ?? null;
}

/** Checks every case without a mutant. @throws AssertionError */
export async function checkUnchanged(): Promise<void> {
  const machineAt = machinesWith();
  for (const { check } of stateCases) await check(machineAt);
  for (const write of writeCases) await checkWrite(write);
}
