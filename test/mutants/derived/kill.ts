import { AssertionError } from 'node:assert';
import { stateCases } from '../../workflow/states/all-cases.ts';
import { machinesWith } from '../../workflow/states/machines.ts';
import type { DefinitionMutant } from './definition-mutants.ts';
import { equivalentMutants } from './equivalent.ts';

/** Returns the name of the case that detects a mutant; null if none does. */
export async function killerOf(mutant: DefinitionMutant): Promise<string | null> {
  const machineAt = machinesWith({ [mutant.machine]: mutant.definition() });
  const cases = stateCases.filter(({ machine }) => machine === mutant.machine);
  const isLikely = ({ states }: (typeof cases)[number]) => states.includes(mutant.state);
  for (const { name, check } of [...cases.filter(isLikely), ...cases.filter((each) => !isLikely(each))]) {
    try {
      await check(machineAt);
    } catch (error) {
      if (error instanceof AssertionError) return name;
      throw error;
    }
  }
  return null;
}

/** Returns the proof that a mutant is equivalent; null if there is none. */
export function proofOf({ id }: Pick<DefinitionMutant, 'id'>): string | null {
  return equivalentMutants.find(({ idEndsWith }) => id.endsWith(idEndsWith))?.proof ?? null;
}

/** Fails every case without a mutant that does not hold. @throws AssertionError */
export async function checkUnchanged(): Promise<void> {
  const machineAt = machinesWith();
  for (const { check } of stateCases) await check(machineAt);
}
