import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { MutantCopy } from './by-hand.ts';
import { checkUnchanged, derivedMutants, proofOf } from './derived/kill.ts';
import { mutants } from './mutants.ts';

const help = `Removes safeguards one at a time, and verifies that a test detects each.

  npm run mutants -- [options]

  --kind <kind>     derived: those that a program derives from the synthesized state machines and from the conditions
                    of the stores, in a minute.
                    by-hand: those of test/mutants, in a copy of the repository, in an hour or more.
                    Default: both.
  --only <text>     The mutants whose name contains this text.
  --budget <s>      Begin no further mutant after this number of seconds.
  --state <file>    Skip the mutants with a result in this file, and add the results to it.

Prints each mutant with the test that detects it. The exit code is 1 if a mutant is not detected and has no proof that
it behaves like the original, or if a mutant with a proof is detected.
`;

const { values } = parseArgs({
  options: {
    kind: { type: 'string' },
    only: { type: 'string', default: '' },
    budget: { type: 'string', default: 'Infinity' },
    state: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const results = z.record(z.string(), z.string());
const { state } = values;
const known =
  state !== undefined && existsSync(state) ? results.parse(JSON.parse(readFileSync(state, 'utf8'))) : {};
const end = performance.now() + Number(values.budget) * 1_000;

if (values.help) print(help);
else {
  if (values.kind !== 'by-hand') await testDerived();
  if (values.kind !== 'derived') testByHand();
}

async function testDerived(): Promise<void> {
  const all = await derivedMutants();
  const chosen = all.filter(({ id }) => id.includes(values.only));
  // A stack trace for each of the errors would take half of the time.
  Error.stackTraceLimit = 0;
  await checkUnchanged();
  for (const mutant of chosen.filter(({ id }) => !(id in known))) {
    if (performance.now() > end) break;
    const killer = await mutant.killer();
    const proof = proofOf(mutant);
    const result = killer === null ? (proof === null ? 'SURVIVED' : 'equivalent') : `detected by ${killer}`;
    record(mutant.id, killer !== null && proof !== null ? `WRONG PROOF, ${result}` : result);
  }
  summarize(
    'derived',
    chosen.map(({ id }) => id),
  );
}

function testByHand(): void {
  const chosen = mutants.filter(({ name }) => name.includes(values.only));
  const left = chosen.filter(({ name }) => !(name in known));
  if (left.length > 0 && performance.now() < end) {
    const copy = new MutantCopy(print);
    try {
      if (copy.failsUnchanged(left)) throw new Error('the tests fail without a mutant');
      for (const mutant of left) {
        if (performance.now() > end) break;
        const result = copy.test(mutant);
        const detected = `detected by ${mutant.caughtBy}${result === 'hung' ? ', at its time limit' : ''}`;
        record(mutant.name, result === 'caught' || result === 'hung' ? detected : result);
      }
    } finally {
      copy.remove();
    }
  }
  summarize(
    'by hand',
    chosen.map(({ name }) => name),
  );
}

function record(name: string, result: string): void {
  known[name] = result;
  print(`${name}: ${result}`);
  if (state !== undefined) writeFileSync(state, JSON.stringify(known, null, 1));
}

function summarize(kind: string, names: readonly string[]): void {
  const done = names.flatMap((name) => known[name] ?? []);
  const detected = done.filter((result) => result.startsWith('detected')).length;
  const equivalent = done.filter((result) => result === 'equivalent').length;
  const missed = done.length - detected - equivalent;
  print(
    `${kind}: ${names.length} mutants, ${detected} detected, ${equivalent} equivalent, ` +
      `${missed} not detected, ${names.length - done.length} left`,
  );
  if (missed > 0) process.exitCode = 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
