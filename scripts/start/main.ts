import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KeyItems } from '../../cli/keys/key-items.ts';
import { PortTakenError, StateMismatchError } from '../../local/core/errors.ts';
import { DamagedStateError, StorageError, storageError } from '../../local/persistence/storage-error.ts';
import {
  AssemblyError,
  explain,
  RefusedTemplateError,
  StateLockedError,
  startRunner,
} from '../../local/runner.ts';
import { directLoopback } from '../launch/direct-loopback.mjs';
import { clientSettings, noteRunningStack } from '../running-stack.ts';
import { storyTeller } from './console.ts';
import { developmentKey } from './development-key.ts';
import { printExplanation } from './explanation.ts';
import { help, readOptions, type StartOptions, UsageError } from './options.ts';
import { localProvider, realScope } from './provider.ts';
import { AlreadyRunningError, refuseSecondStart } from './second-start.ts';
import { settingsOf } from './settings.ts';
import { SimulatorError, stopSimulator } from './simulator-process.ts';
import { prepareStateFolder } from './state-folder.ts';
import { step } from './step.ts';
import { SynthesisError, synthesize } from './synthesize.ts';
import { welcome } from './welcome.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
Object.assign(process.env, directLoopback(process.env));
const print = (line: string) => console.log(line);

// A write that nobody awaits has failed, most likely for want of space: a stack that cannot write ends as by a kill.
process.on('uncaughtException', (error) => process.exit(report(error)));

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) print(help);
  else await run(options, resolve(root, options.state));
} catch (error) {
  process.exitCode = report(error);
}

async function run(options: StartOptions, state: string): Promise<void> {
  const startedAt = performance.now();
  // What the stack, the simulator and the synthesis write is for this user alone.
  process.umask(0o077);
  prepareStateFolder(state);
  if (!options.explain) await refuseSecondStart(state, options.port);
  // Before anything is started, since it may be damaged.
  const development = options.explain ? null : developmentKey(join(state, 'development-key.json'));
  const started: (() => Promise<void>)[] = [];
  stopOnSignal(started);
  const assembly = await step('Synthesizing the stack', () =>
    synthesize(root, join(state, 'cdk.out'), settingsOf(options, realScope(process.env))),
  );
  if (development === null) return printExplanation(explain(assembly.folder), print);
  const { key, item } = development;

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
  const stack = await step('Starting the stack', () =>
    startRunner({
      assemblyFolder: assembly.folder,
      stateFolder: join(state, 'runner'),
      apiPort: options.port,
      timeScale: options.timeScale,
      secrets: { ProviderSecretArn: provider.secret },
      // A stack that was down for a while does not wait for the next quarter of an hour.
      fireAtStart: ['ReconcileVoicesStateMachineArn'],
      observer: storyTeller(print),
      onStorageFailure: (error) => process.exit(report(error)),
    }),
  );
  started.push(() => stack.stop());
  const { apiUrl, outputs, environment } = stack;
  await new KeyItems({
    output: (name) => outputs[name] ?? '',
    clientConfig: () => clientSettings(stack),
  }).put(item);
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

/**
 * @returns the exit code: 2 for what other options put right, 3 for a state folder that cannot be used, both without a
 * stack trace; 1 for anything unforeseen
 */
function report(unmapped: unknown): number {
  const error = storageError(pathOf(unmapped), unmapped);
  if (error instanceof StorageError || error instanceof DamagedStateError) {
    console.error(error.message);
    return 3;
  }
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

function pathOf(error: unknown): string {
  const path: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'path') : undefined;
  return typeof path === 'string' ? path : 'The state folder';
}
