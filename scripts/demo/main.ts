import { parseArgs } from 'node:util';
import { isHealthy, isRunning, type RunningStack, readRunningStack } from '../running-stack.ts';
import { Demo } from './demo.ts';
import { TemporaryStack, TemporaryStackError } from './temporary-stack.ts';

/**
 * `npm run demo`: designs three voices, chooses another by an audition, gives it an alias, and compares the results. Uses the running stack of the state
 * folder, or a temporary one.
 */
const { values } = parseArgs({
  options: { state: { type: 'string' }, timeout: { type: 'string', default: '600' } },
});
let temporaryStack: TemporaryStack | null = null;
// On Ctrl-C, the terminal also sends the signal to the stack.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void Promise.resolve(temporaryStack?.stop()).then(() => process.exit(1)));
}
process.exitCode = await run();

/** Returns the exit code. */
async function run(): Promise<number> {
  const running = await findRunningStack(values.state ?? '.local');
  if (running) return runDemo(running);
  if (values.state !== undefined) {
    console.error(`No stack is running in ${values.state}. Start one: npm start -- --state ${values.state}`);
    return 1;
  }
  console.error('No stack is running. The demo starts a temporary one.');
  const stack = new TemporaryStack(process.env);
  temporaryStack = stack;
  try {
    return await runDemo(await stack.ready());
  } catch (error) {
    if (!(error instanceof TemporaryStackError)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    await stack.stop();
  }
}

/** Returns the exit code. */
async function runDemo(stack: RunningStack): Promise<number> {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(1);
  const report = (title: string, text: string) =>
    console.log(`${seconds().padStart(6)} s  ${title.padEnd(34)}  ${text}`);
  const problems = await new Demo(stack, report).run(Number(values.timeout) * 1_000);
  for (const problem of problems) console.error(`  ✗ ${problem}`);
  if (problems.length === 0) {
    console.log('Records, audio, events, the audition and the alias match.');
    return 0;
  }
  console.log(problems.length === 1 ? '1 problem.' : `${problems.length} problems.`);
  return 1;
}

async function findRunningStack(folder: string): Promise<RunningStack | null> {
  const stack = readRunningStack(folder);
  if (stack === null || !(await isRunning(stack))) return null;
  return (await isHealthy(stack.apiUrl)) ? stack : null;
}
