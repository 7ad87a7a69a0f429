import { derivedMutants, proofOf } from './kill.ts';

/** Tests every n-th derived mutant, and prints the test that detects each as JSON: `node main.ts <n>`. */
const every = Number(process.argv[2]);
Error.stackTraceLimit = 0;
const mutants = await derivedMutants();
const found: Record<string, string | null> = {};
const unproved = mutants.filter((mutant) => proofOf(mutant) === null);
for (const { id, killer } of unproved.filter((_, index) => index % every === 0)) found[id] = await killer();
process.stdout.write(JSON.stringify({ ids: mutants.map(({ id }) => id), found }));
