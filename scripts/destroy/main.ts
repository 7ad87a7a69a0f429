import { join } from 'node:path';
import { type DeletedStack, destroyStacks } from '../../local/destroy.ts';
import { DamagedStateError, StorageError } from '../../local/persistence/storage-error.ts';
import { StateLockedError } from '../../local/runner.ts';

/** The part of `npm stop -- --destroy` that deletes the stopped stacks of a state folder. */
const [stateFolder = '.local'] = process.argv.slice(2);
try {
  const stacks = await destroyStacks(join(stateFolder, 'runner'));
  for (const line of summaryOf(stacks)) console.log(line);
  const failed = stacks.some(({ resources }) => resources.some(({ outcome }) => outcome === 'failed'));
  process.exitCode = failed ? 1 : 0;
} catch (error) {
  const known = [StateLockedError, DamagedStateError, StorageError].some((kind) => error instanceof kind);
  if (!known || !(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof StateLockedError ? 2 : 3;
}

/** Returns the number of deleted resources of each stack, and a line for each other resource. */
function summaryOf(stacks: readonly DeletedStack[]): string[] {
  if (stacks.length === 0) return ['No stack is deployed in the state folder.'];
  return stacks.flatMap(({ stackName, resources }) => {
    const deleted = resources.filter(({ outcome }) => outcome === 'deleted').length;
    const others = resources.filter(({ outcome }) => outcome !== 'deleted');
    const lines = others.map(({ outcome, type, name, reason }) =>
      `  ${outcome.padEnd(8)}  ${type}  ${name}${reason === undefined ? '' : `: ${reason}`}`.trimEnd(),
    );
    const state = others.some(({ outcome }) => outcome === 'failed') ? 'could not be deleted' : 'is deleted';
    return [`The stack ${stackName} ${state}. ${deleted} resources are deleted.`, ...lines];
  });
}
