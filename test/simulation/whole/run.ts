import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { FaultPairs, families, placeOf, type Script } from './explore.ts';
import { faultsWithoutOccasion } from './faults-without-occasion.ts';

export interface WholeOptions {
  /** Seconds after which no further pair begins. */
  readonly budget: number;
  /** Number of pairs after which no further one begins. */
  readonly maxPairs: number;
  /** True for one single fault of each kind instead of every one. */
  readonly isSample: boolean;
  /** File with the pairs that have run. */
  readonly state: string | undefined;
  readonly print: (line: string) => void;
}

const stateSchema = z.object({
  /** Hash of the histories with no fault and with each single one. Another hash makes the results worthless. */
  histories: z.string(),
  /** Number of pairs that have run. */
  done: z.number(),
  seconds: z.number(),
  statuses: z.record(z.string(), z.number()),
  violations: z.array(z.string()),
});
type State = z.infer<typeof stateSchema>;

/**
 * Runs one request for a voice of each family with every single fault, and then with pairs of faults until the budget is used up.
 *
 * @returns true if no invariant is violated and every kind of fault has an occasion or a reason for having none
 */
export async function runWhole(options: WholeOptions): Promise<boolean> {
  const { budget, maxPairs, isSample, state: file, print } = options;
  const begun = performance.now();
  let results: Pick<State, 'statuses' | 'violations'> = { statuses: {}, violations: [] };
  const pairs = new FaultPairs((script, { status, violations }) => {
    const key = `${script.family} ${status}`;
    results.statuses[key] = (results.statuses[key] ?? 0) + 1;
    for (const violation of violations) {
      results.violations.push(`${describe(script)}: ${violation}`);
      print(`VIOLATION ${describe(script)}: ${violation}`);
    }
  });
  const singles = await pairs.runSingles(isSample);
  const single = results;
  print(
    `${families.length} requests, ${singles} single faults, ${pairs.same} of them with the history of another one: ` +
      `${single.violations.length} violations (${listOf(single.statuses)})`,
  );
  const state = readState(file, pairs.digest());
  results = state;
  const count = pairs.pairs.length;
  const earlier = state.seconds;
  const save = () => {
    state.seconds = earlier + (performance.now() - begun) / 1_000;
    if (file !== undefined) writeState(file, state);
  };
  const end = Math.min(count, state.done + maxPairs);
  for (; state.done < end && performance.now() - begun < budget * 1_000; state.done += 1) {
    if (state.done % 500 === 0) save();
    const pair = pairs.pairs[placeOf(state.done, count)];
    if (pair) await pairs.run(pair);
  }
  save();
  print(
    `${state.done} of ${count} pairs of faults in ${Math.round(state.seconds)} s: ` +
      `${state.violations.length} violations (${listOf(state.statuses)})`,
  );
  return explain(pairs, print) && single.violations.length === 0 && state.violations.length === 0;
}

/** Prints the kinds of faults without an occasion. @returns true if each has a reason */
function explain({ reached, unexplained }: FaultPairs, print: WholeOptions['print']): boolean {
  print(
    `${reached.size} kinds of faults with an occasion, ${Object.keys(faultsWithoutOccasion).length} without:`,
  );
  for (const [kind, reason] of Object.entries(faultsWithoutOccasion)) print(`  ${kind}: ${reason}`);
  if (unexplained.length > 0) print(`an occasion and a reason, or neither: ${unexplained.join(', ')}`);
  return unexplained.length === 0;
}

function readState(file: string | undefined, histories: string): State {
  const empty = { histories, done: 0, seconds: 0, statuses: {}, violations: [] };
  if (file === undefined || !existsSync(file)) return empty;
  const found = stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return found.histories === histories ? found : empty;
}

/** Writes the state to a file, which is complete at every moment. */
function writeState(file: string, state: State): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

function describe({ family, faults }: Script): string {
  return [family, ...faults.map(({ kind, number }) => `${kind} [${number}]`)].join(', ');
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, times]) => `${name} ${times}`)
    .join('; ');
}
