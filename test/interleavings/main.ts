import { parseArgs } from 'node:util';
import { exploreInterleavings, sampleInterleavings } from '../support/interleavings.ts';
import { crowds, interleavingsOf, triples } from './alias-scenarios.ts';
import { auditionScenarios, explorationOf } from './audition-scenarios.ts';
import { explore } from './explore.ts';

const help = `Explores interleavings of processes that work on one audition or one alias, with a crash after every step.

  npm run interleavings -- [--only small|short]

  --only small   The three smallest scenarios of auditions, in two seconds.
  --only short   All that takes less than a minute together.

Without the option, it takes about twelve minutes. The exit code is 1 after a violation.
`;

const { values } = parseArgs({
  options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
});
const { small, medium, large } = auditionScenarios;
/** Random interleavings of each group of processes that has too many to explore them all. */
const samples = 40;

interface Result {
  readonly states?: number;
  readonly samples?: number;
  readonly violation?: string;
}

if (values.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const results: Record<string, Result> = {};
  for (const [name, exploration] of explorations()) {
    results[name] = await exploration().catch((error: unknown) => ({ violation: String(error) }));
    // The results follow as JSON when all scenarios have ended.
    process.stderr.write(`${name}: ${JSON.stringify(results[name])}\n`);
  }
  process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  if (Object.values(results).some(({ violation }) => violation !== undefined)) process.exitCode = 1;
}

function* explorations(): Generator<[string, () => Promise<Result>]> {
  const isSmall = values.only === 'small';
  const isShort = values.only === 'short';
  const auditions = { ...small, ...(!isSmall && medium), ...(!isSmall && !isShort && large) };
  for (const [name, scenario] of Object.entries(auditions))
    yield [name, async () => explore(await explorationOf(scenario))];
  if (isSmall) return;
  for (const [name, each] of [...triples, ...crowds]) {
    const sample = async () => sampleInterleavings(await interleavingsOf(each), samples);
    yield [`a sample of an alias with ${name}`, () => sample().then(() => ({ samples }))];
  }
  if (isShort) return;
  for (const [name, each] of triples) {
    const exploration = async () => exploreInterleavings(await interleavingsOf(each));
    yield [`an alias with ${name}`, () => exploration().then((states) => ({ states }))];
  }
}
