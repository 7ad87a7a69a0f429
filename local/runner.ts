import { readStack, type StackArtifact } from './assembly/cloud-assembly.ts';
import { AssemblyError } from './assembly/errors.ts';
import { isRecord } from './assembly/intrinsics.ts';
import { planStack, refuseUnsupported, type StackPlan } from './assembly/stack-plan.ts';
import { type SupportRow, SupportTable } from './assembly/support.ts';
import { readOrMakeAccessKeyId } from './credentials.ts';
import { DamagedStateError, StorageError, storageError } from './errors.ts';
import type { Observer } from './services/ports.ts';
import { createServices, type Services, type ServicesOptions } from './services/registry.ts';
import { stackUuid } from './stack-uuid.ts';
import { lockState } from './state-lock.ts';

export { AssemblyError, RefusedTemplateError } from './assembly/errors.ts';
export { StateLockedError } from './state-lock.ts';

export interface RunnerOptions {
  /** The `cdk.out` of a synthesized app. */
  readonly assemblyFolder: string;
  /** Which stack of the assembly; needed where it holds several. */
  readonly stackName?: string;
  /** Everything that survives a kill; one runner at a time works on it. */
  readonly stateFolder: string;
  /** Of the HTTP API; 0 for any free one. @default 4100 */
  readonly apiPort?: number;
  /** How many times shorter Wait states, retry intervals and schedules are. @default 1 */
  readonly timeScale?: number;
  /**
   * Values that secrets have here, by the secret's logical id or by the name of an output that holds its ARN; all
   * other secrets have what the template says.
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * What fires once at every start, beside its times, after executions have been resumed: schedules by an output that
   * holds their name, or the ARN of what they start.
   */
  readonly fireAtStart?: readonly string[];
  readonly observer?: Observer;
  /**
   * Called when the state folder cannot be written or read any more. The process should end: the runner continues at the
   * next start from what it had recorded. @default does nothing
   */
  readonly onStorageFailure?: (error: StorageError | DamagedStateError) => void;
}

export interface RunningStack {
  /** Of the API's stage, as `http://127.0.0.1:4100/v1`; undefined for a stack without an API. */
  readonly apiUrl: string;
  /** For AWS SDKs: S3, SQS, and all the rest. */
  readonly endpoints: { readonly aws: string; readonly s3: string; readonly sqs: string };
  /** The variables by which an AWS SDK finds the laptop, as every function has them: endpoints, region, credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** The stack's outputs; the API's address is the local one. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Ends everything; what runs goes on at the next start. */
  stop(): Promise<void>;
}

const defaultApiPort = 4100;

/**
 * Runs the stack of a cloud assembly on 127.0.0.1: judges the template, starts the services, deploys the resources,
 * goes on with what an earlier runner left.
 * @throws AssemblyError, RefusedTemplateError, StateLockedError, PortTakenError, StateMismatchError
 */
export async function startRunner(options: RunnerOptions): Promise<RunningStack> {
  const stack = readStack(options.assemblyFolder, options.stackName);
  const services = createServices(servicesOptions(options, stack));
  const table = new SupportTable(services.all);
  refuseUnsupported(planStack(stack, table, false).rows);
  const unlock = lockState(options.stateFolder);
  const stop = once(async () => {
    await stopServices(services);
    unlock();
  });
  try {
    await services.server.start();
    for (const service of services.all) await service.start();
    const plan = planStack(stack, table, true, stackUuid(options.stateFolder));
    refuseUnsupported(plan.rows);
    for (const resource of plan.resources) await table.serviceFor(resource.type)?.deploy(resource);
    for (const output of options.fireAtStart ?? []) fireAtStart(output, plan, services);
    for (const service of services.all) await service.ready?.();
    return { ...describe(services, plan), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the runner does with each property of the stack's template, without starting anything. @throws AssemblyError */
export function explain(assemblyFolder: string, stackName?: string): readonly SupportRow[] {
  const stack = readStack(assemblyFolder, stackName);
  const options = { assemblyFolder, stateFolder: assemblyFolder };
  const services = createServices(servicesOptions(options, stack));
  return planStack(stack, new SupportTable(services.all), false).rows;
}

function servicesOptions(options: RunnerOptions, stack: StackArtifact): ServicesOptions {
  return {
    assemblyFolder: stack.folder,
    stateFolder: options.stateFolder,
    apiPort: options.apiPort ?? defaultApiPort,
    timeScale: options.timeScale ?? 1,
    secrets: secretsByLogicalId(options.secrets ?? {}, stack),
    accessKeyId: once(() => readOrMakeAccessKeyId(options.stateFolder)),
    observer: options.observer ?? (() => {}),
    storageFailed: (error) => storageFailed(options, error),
  };
}

/** Reports the error, and returns true, if it is a failure of the state folder. */
function storageFailed({ stateFolder, onStorageFailure }: RunnerOptions, error: unknown): boolean {
  const known = storageError(stateFolder, error, 'Stop the stack, and put back a copy of the folder');
  if (!(known instanceof StorageError || known instanceof DamagedStateError)) return false;
  onStorageFailure?.(known);
  return true;
}

/** @throws AssemblyError for a name that is neither a resource nor an output that refers to one */
function secretsByLogicalId(secrets: Readonly<Record<string, string>>, { template }: StackArtifact) {
  const entries = Object.entries(secrets).map(([name, value]) => {
    const output = template.Outputs[name]?.Value;
    const logicalId = isRecord(output) && typeof output.Ref === 'string' ? output.Ref : name;
    if (template.Resources[logicalId]?.Type === 'AWS::SecretsManager::Secret') return [logicalId, value];
    throw new AssemblyError(`The template has no secret of the name ${name}.`);
  });
  return Object.fromEntries(entries);
}

/** @throws AssemblyError for an output that leads to no schedule */
function fireAtStart(output: string, plan: StackPlan, { scheduler }: Services): void {
  const reference = plan.outputs[output];
  if (reference !== undefined && scheduler.fireAtStart(reference) > 0) return;
  throw new AssemblyError(`No schedule of the template has to do with an output ${output}.`);
}

function describe(
  { gateway, server, storage, queues, environment }: Services,
  plan: StackPlan,
): Omit<RunningStack, 'stop'> {
  const [stage] = gateway.stages;
  const root = gateway.url('');
  const outputs = Object.entries(plan.outputs).map(([name, value]) => [
    name,
    value.replace(/https:\/\/[^./]+\.execute-api\.[^/]+\//, root),
  ]);
  return {
    apiUrl: stage === undefined ? root : gateway.url(stage),
    endpoints: { aws: server.url, s3: storage.url, sqs: queues.url },
    environment: environment(),
    outputs: Object.fromEntries(outputs),
  };
}

/** In the opposite order of their start; one that cannot stop does not keep the others running. */
async function stopServices({ all, server }: Services): Promise<void> {
  const failures: unknown[] = [];
  for (const service of [...all.toReversed(), server]) {
    await service.stop().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Some services did not stop cleanly.');
}

function once<Result>(run: () => Result): () => Result {
  let result: { readonly of: Result } | undefined;
  return () => {
    result ??= { of: run() };
    return result.of;
  };
}
