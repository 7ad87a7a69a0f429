import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PortTakenError, StateMismatchError } from '../../local/errors.ts';
import {
  AssemblyError,
  explain,
  RefusedTemplateError,
  StateLockedError,
  startRunner,
} from '../../local/runner.ts';
import { directLoopback } from '../launch/direct-loopback.mjs';
import { noteRunningStack } from '../running-stack.ts';
import { storyTeller } from './console.ts';
import { developmentKey } from './development-key.ts';
import { printExplanation } from './explanation.ts';
import { help, readOptions, type StartOptions, UsageError } from './options.ts';
import { localProvider } from './provider.ts';
import { AlreadyRunningError, refuseSecondStart } from './second-start.ts';
import { settingsOf } from './settings.ts';
import { SimulatorError, stopSimulator } from './simulator-process.ts';
import { step } from './step.ts';
import { SynthesisError, synthesize } from './synthesize.ts';
import { welcome } from './welcome.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
Object.assign(process.env, directLoopback(process.env));
const print = (line: string) => console.log(line);

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) print(help);
  else await run(options, resolve(root, options.state));
} catch (error) {
  process.exitCode = report(error);
}

async function run(options: StartOptions, state: string): Promise<void> {
  const startedAt = performance.now();
  mkdirSync(state, { recursive: true });
  if (!options.explain) await refuseSecondStart(state, options.port);
  const started: (() => Promise<void>)[] = [];
  stopOnSignal(started);
  const assembly = await step('Synthesizing the stack', () =>
    synthesize(root, join(state, 'cdk.out'), settingsOf(options)),
  );
  if (options.explain) return printExplanation(explain(assembly.folder), print);

  const provider = await step('Starting the provider', () =>
    localProvider(process.env, {
      root,
      stateFolder: state,
      port: options.simulatorPort,
      reviewSeconds: options.reviewSeconds,
      timeScale: options.timeScale,
    }),
  );
  const { simulator } = provider;
  if (simulator) started.push(() => stopSimulator(simulator, state));
  const { key, entry } = developmentKey(join(state, 'development-key.json'));
  const stack = await step('Starting the stack', () =>
    startRunner({
      assemblyFolder: assembly.folder,
      stateFolder: join(state, 'runner'),
      apiPort: options.port,
      timeScale: options.timeScale,
      secrets: { ProviderSecretArn: provider.secret, ApiKeysSecretArn: JSON.stringify({ keys: [entry] }) },
      // A stack that was down for a while does not wait for the next quarter of an hour.
      fireAtStart: ['ReconcileVoicesStateMachineArn'],
      observer: storyTeller(print),
    }),
  );
  started.push(() => stack.stop());
  const { apiUrl, outputs, environment } = stack;
  noteRunningStack(state, { pid: process.pid, apiUrl, apiKey: key, environment, outputs });
  const seconds = (performance.now() - startedAt) / 1_000;
  print(welcome({ apiUrl, key, provider: provider.description, options, seconds, cached: assembly.cached }));
}

/**
 * Ctrl-C, `npm stop` and the end of the terminal stop what has been started so far, the last first. A kill leaves "the
 * provider" alone, as the real one would be.
 */
function stopOnSignal(started: readonly (() => Promise<void>)[]): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    print('Stopping …');
    for (const end of started.toReversed()) await end();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
}

/** @returns the exit code: 2 for what the user can put right, without a stack trace */
function report(error: unknown): number {
  if (error instanceof PortTakenError) {
    console.error(
      `${error.message} Is the stack running already? Other ports (the API's and the three after it): npm start -- --port <n>`,
    );
    return 2;
  }
  const users = [
    UsageError,
    AlreadyRunningError,
    SimulatorError,
    StateLockedError,
    StateMismatchError,
    RefusedTemplateError,
    AssemblyError,
    SynthesisError,
  ];
  if (users.some((kind) => error instanceof kind) && error instanceof Error) {
    console.error(error.message);
    return 2;
  }
  console.error(error);
  return 1;
}
