import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KeyItems } from '../../cli/keys/key-items.ts';
import { PortTakenError, StateMismatchError } from '../../local/core/errors.ts';
import { DamagedStateError, StorageError, storageError } from '../../local/persistence/storage-error.ts';
import {
  AssemblyError,
  explain,
  RefusedTemplateError,
  ResourceExistsError,
  StateLockedError,
  startRunner,
} from '../../local/runner.ts';
import { directLoopback } from '../launch/direct-loopback.mjs';
import { clientSettings, writeRunningStack } from '../running-stack.ts';
import { AlreadyRunningError, assertNotRunning } from './already-running.ts';
import { type AssemblyStack, allowedHostsIn, assertRunnable, selectedStack } from './assembly.ts';
import { consoleReporter } from './console.ts';
import { developmentKey } from './development-key.ts';
import { help, readOptions, type StartOptions, UsageError } from './options.ts';
import { checkRealProvider, PreflightError } from './preflight.ts';
import { printSupport } from './print-support.ts';
import { withProgress } from './progress.ts';
import { localHosts, localProvider, realScope } from './provider.ts';
import { settingsOf } from './settings.ts';
import { SimulatorError, stopSimulator } from './simulator-process.ts';
import { prepareStateFolder } from './state-folder.ts';
import { configuredSettings, SynthesisError, synthesize } from './synthesize.ts';
import { welcome } from './welcome.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
Object.assign(process.env, directLoopback(process.env));
const print = (line: string) => console.log(line);

/** Errors that the user can correct with other options. */
const userErrors = [
  UsageError,
  AlreadyRunningError,
  SimulatorError,
  StateLockedError,
  StateMismatchError,
  RefusedTemplateError,
  ResourceExistsError,
  AssemblyError,
  SynthesisError,
  PreflightError,
];

// An unawaited write has failed, most likely because the disk is full. The stack cannot continue without its state.
process.on('uncaughtException', (error) => process.exit(reportError(error)));

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) print(help);
  else await run(options, resolve(root, options.state));
} catch (error) {
  process.exitCode = reportError(error);
}

async function run(options: StartOptions, stateFolder: string): Promise<void> {
  const startedAt = performance.now();
  // All files of the stack, the simulator and the synthesis are readable by their owner only.
  process.umask(0o077);
  prepareStateFolder(stateFolder);
  if (!options.explain) await assertNotRunning(stateFolder, options.port);
  // A damaged key file must fail the start before anything runs.
  const key = options.explain ? null : developmentKey(join(stateFolder, 'development-key.json'));
  const cleanups: (() => Promise<void>)[] = [];
  stopOnSignal(cleanups);
  const source = await findStack(options, stateFolder);
  if (key === null) return printSupport(explain(source.assemblyFolder, source.stackName), print);
  try {
    await startStack({ options, stateFolder, source, key, startedAt }, cleanups);
  } catch (error) {
    for (const cleanup of cleanups.toReversed()) await cleanup();
    throw error;
  }
}

interface Start {
  readonly options: StartOptions;
  readonly stateFolder: string;
  readonly source: AssemblyStack;
  readonly key: ReturnType<typeof developmentKey>;
  readonly startedAt: number;
}

/** Starts the provider and the stack. Adds a cleanup for each part that it has started. */
async function startStack(
  { options, stateFolder, source, key, startedAt }: Start,
  cleanups: (() => Promise<void>)[],
): Promise<void> {
  const provider = await withProgress('Starting the provider', () =>
    localProvider(process.env, {
      root,
      stateFolder,
      port: options.simulatorPort,
      reviewSeconds: options.reviewSeconds,
      timeScale: options.timeScale,
    }),
  );
  const { simulator } = provider;
  const scope = realScope(process.env);
  if (scope !== null) {
    const real = {
      secret: provider.secret,
      scope,
      allowedHosts: allowedHostsIn(source),
    };
    await withProgress('Checking the DashScope key', () => checkRealProvider(real, print));
  }
  if (simulator) cleanups.push(() => stopSimulator(simulator, stateFolder));
  const stack = await withProgress('Starting the stack', () =>
    startRunner({
      ...source,
      stateFolder: join(stateFolder, 'runner'),
      apiPort: options.port,
      timeScale: options.timeScale,
      importExistingResources: options.importExistingResources,
      grantsFile: process.env.LOCAL_GRANTS_FILE,
      secrets: { ProviderSecretArn: provider.secret },
      // After downtime, reconciliation must not wait for the next quarter of an hour.
      fireAtStart: ['ReconcileVoicesStateMachineArn'],
      observer: consoleReporter(print),
      onStorageFailure: (error) => process.exit(reportError(error)),
    }),
  );
  cleanups.push(() => stack.stop());
  const { apiUrl, outputs, environment } = stack;
  await new KeyItems({
    output: (name) => outputs[name] ?? '',
    clientConfig: () => clientSettings(stack),
  }).put(key.item);
  writeRunningStack(stateFolder, { pid: process.pid, apiUrl, apiKey: key.key, environment, outputs });
  const seconds = (performance.now() - startedAt) / 1_000;
  const { StudioUrl: studioUrl } = outputs;
  print(welcome({ apiUrl, key: key.key, studioUrl, provider: provider.description, options, seconds }));
}

/** Returns the selected stack of another app, or this project's own stack, synthesized for the options. */
async function findStack(options: StartOptions, stateFolder: string): Promise<AssemblyStack> {
  const selected = selectedStack(options);
  if (selected !== null) {
    if (!options.explain) assertRunnable(selected, localHosts(process.env));
    return selected;
  }
  const settings = settingsOf(options, process.env, configuredSettings(root));
  const assemblyFolder = await withProgress('Synthesizing the stack', () =>
    synthesize(root, join(stateFolder, 'cdk.out'), settings),
  );
  return { assemblyFolder };
}

/** Runs the cleanups in reverse order on Ctrl-C, on `npm stop`, and when the terminal closes. */
function stopOnSignal(cleanups: readonly (() => Promise<void>)[]): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    print('Stopping …');
    for (const cleanup of cleanups.toReversed()) await cleanup();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
}

/**
 * Prints an error. The stack trace is printed for unexpected errors only.
 *
 * @returns the exit code: 2 for errors that other options correct, 3 for an unusable state folder, 1 for unexpected errors
 */
function reportError(caught: unknown): number {
  const error = storageError(pathOf(caught), caught);
  if (error instanceof StorageError || error instanceof DamagedStateError) {
    console.error(error.message);
    return 3;
  }
  if (error instanceof PortTakenError) {
    console.error(
      `${error.message} The stack may already be running. To use other ports (the API's and the three after it): npm start -- --port <n>`,
    );
    return 2;
  }
  if (userErrors.some((kind) => error instanceof kind) && error instanceof Error) {
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
