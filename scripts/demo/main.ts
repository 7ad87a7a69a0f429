import { parseArgs } from 'node:util';
import { answersAt, isRunning, type RunningStackNote, readRunningStack } from '../running-stack.ts';
import { OwnStack, OwnStackError } from './own-stack.ts';
import { ThreeVoices } from './three-voices.ts';

/**
 * `npm run demo`: makes three voices and compares their records, audio and events. Uses the stack that runs from the
 * state folder, or starts one of its own and ends it.
 */
const { values } = parseArgs({
  options: { state: { type: 'string' }, timeout: { type: 'string', default: '600' } },
});
let stoppable: OwnStack | null = null;
// The terminal sends Ctrl-C to the stack too; whoever comes first, it ends once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void Promise.resolve(stoppable?.stop()).then(() => process.exit(1)));
}
process.exitCode = await run();

async function run(): Promise<number> {
  const running = await runningStack(values.state ?? '.local');
  if (running) return perform(running);
  if (values.state !== undefined) {
    console.error(`No stack runs from ${values.state}: npm start -- --state ${values.state}`);
    return 1;
  }
  console.error('No stack runs here. The demo starts one of its own and ends it.');
  const own = new OwnStack(process.env);
  stoppable = own;
  try {
    return await perform(await own.ready());
  } catch (error) {
    if (!(error instanceof OwnStackError)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    await own.stop();
  }
}

async function perform(stack: RunningStackNote): Promise<number> {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(1);
  const say = (title: string, what: string) =>
    console.log(`${seconds().padStart(6)} s  ${title.padEnd(34)}  ${what}`);
  const problems = await new ThreeVoices(stack, say).run(Number(values.timeout) * 1_000);
  for (const problem of problems) console.error(`  ✗ ${problem}`);
  const agreed = 'Record, audio and events agree for all three voices.';
  console.log(problems.length === 0 ? agreed : `${problems.length} disagreements.`);
  return problems.length === 0 ? 0 : 1;
}

async function runningStack(folder: string): Promise<RunningStackNote | null> {
  const note = readRunningStack(folder);
  if (note === null || !(await isRunning(note))) return null;
  return (await answersAt(note.apiUrl)) ? note : null;
}
