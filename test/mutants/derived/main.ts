import { definitionMutants } from './definition-mutants.ts';
import { killerOf, proofOf } from './kill.ts';

/** Tests every n-th derived mutant, and prints the case that detects each as JSON: `node main.ts <n>`. */
const every = Number(process.argv[2]);
Error.stackTraceLimit = 0;
const found: Record<string, string | null> = {};
const unproved = definitionMutants().filter((mutant) => proofOf(mutant) === null);
for (const mutant of unproved.filter((_, index) => index % every === 0))
  found[mutant.id] = await killerOf(mutant);
process.stdout.write(JSON.stringify(found));
