import { readStack, type StackArtifact } from './assembly/cloud-assembly.ts';
import { AssemblyError } from './assembly/errors.ts';
import { planStack, refuseUnsupported, type StackPlan } from './assembly/stack-plan.ts';
import { type SupportRow, SupportTable } from './assembly/support-table.ts';
import type { AccessControl } from './core/access-control.ts';
import { isRecord } from './core/json.ts';
import type { Observer } from './core/runner-event.ts';
import { checkNames, recordDeployment } from './deployment.ts';
import { readOrCreateAccessKeyId } from './persistence/credentials.ts';
import { DeployedResources } from './persistence/deployed-resources.ts';
import { readOrCreateStackUuid } from './persistence/stack-uuid.ts';
import { lockState } from './persistence/state-lock.ts';
import { DamagedStateError, StorageError, storageError } from './persistence/storage-error.ts';
import { createServices, type Services, type ServicesOptions } from './services/create-services.ts';

export { AssemblyError, RefusedTemplateError, ResourceExistsError } from './assembly/errors.ts';
export { StateLockedError } from './persistence/state-lock.ts';

export interface RunnerOptions {
  /** The `cdk.out` folder of a synthesized app. */
  readonly assemblyFolder: string;
  /** The name of the stack. Required if the assembly contains several. */
  readonly stackName?: string;
  /** The folder of all state that survives a kill. Only one runner at a time can use it. */
  readonly stateFolder: string;
  /** The port of the HTTP API; 0 selects a free port. @default 4100 */
  readonly apiPort?: number;
  /** The divisor of Wait states, retry intervals and schedules. @default 1 */
  readonly timeScale?: number;
  /**
   * Local values of secrets, by the secret's logical id or by the name of an output that holds its ARN. Every other secret
   * has the value that the template sets.
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * Schedules that also fire once at every start, after executions have been resumed. Each is given by the name of an
   * output that holds the schedule's name or the ARN of its target.
   */
  readonly fireAtStart?: readonly string[];
  /** True to take over retained resources with the names of the template. @default false */
  readonly importExistingResources?: boolean;
  /** A file to which the runner appends which grants of the template allow requests. @default none */
  readonly grantsFile?: string | undefined;
  /** Returns the permissions that services check. @default those of the stack's policies */
  readonly accessOf?: (policies: AccessControl) => AccessControl;
  readonly observer?: Observer;
  /**
   * A callback for a state folder that can no longer be written or read. The process should then end; the next start
   * continues from the recorded state. @default does nothing
   */
  readonly onStorageFailure?: (error: StorageError | DamagedStateError) => void;
}

export interface RunningStack {
  /** The URL of the API's stage, such as `http://127.0.0.1:4100/v1`. */
  readonly apiUrl: string;
  /** The endpoints for AWS SDKs: S3, SQS, and `aws` for all other services. */
  readonly endpoints: { readonly aws: string; readonly s3: string; readonly sqs: string };
  /** The environment variables that direct an AWS SDK to the local stack: endpoints, region and credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** The stack's outputs, with the local address of the API. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Stops every service. Running executions resume at the next start. */
  stop(): Promise<void>;
}

const defaultApiPort = 4100;

/**
 * Runs the stack of a cloud assembly on 127.0.0.1. It checks the template, starts the services, deploys the resources and
 * resumes the executions of an earlier run.
 * @throws AssemblyError, RefusedTemplateError, ResourceExistsError, StateLockedError, PortTakenError, StateMismatchError
 * @example
 * const stack = await startRunner({ assemblyFolder: 'cdk.out', stateFolder: '.local/runner' });
 * const response = await fetch(`${stack.apiUrl}/health`);
 * await stack.stop();
 */
export async function startRunner(options: RunnerOptions): Promise<RunningStack> {
  const stack = readStack(options.assemblyFolder, options.stackName);
  const services = createServices(servicesOptions(options, stack));
  const table = new SupportTable(services.all);
  refuseUnsupported(planStack(stack, table, { started: false }).rows);
  const unlock = lockState(options.stateFolder);
  const stop = once(async () => {
    await stopServices(services);
    unlock();
  });
  try {
    await services.server.start();
    for (const service of services.all) await service.start();
    const deployed = new DeployedResources(options.stateFolder);
    const nameSuffix = deployed.nameSuffix(stack.stackName);
    const uuid = readOrCreateStackUuid(options.stateFolder);
    const plan = planStack(stack, table, { started: true, uuid, nameSuffix });
    refuseUnsupported(plan.rows);
    checkNames(stack.stackName, plan.named, deployed, options.importExistingResources ?? false);
    for (const resource of plan.resources) await table.serviceFor(resource.type)?.deploy(resource);
    for (const output of options.fireAtStart ?? []) fireAtStart(output, plan, services);
    const resources = plan.named.filter(({ type }) => table.serviceFor(type) !== undefined);
    const removed = await recordDeployment(
      { stackName: stack.stackName, nameSuffix, resources, others: plan.others },
      deployed,
      (type) => table.serviceFor(type),
    );
    for (const each of removed) options.observer?.({ kind: 'resourceRemoved', ...each });
    for (const service of services.all) await service.ready?.();
    return { ...describe(services, plan), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns the support of each property of the stack's template, without starting anything. @throws AssemblyError */
export function explain(assemblyFolder: string, stackName?: string): readonly SupportRow[] {
  const stack = readStack(assemblyFolder, stackName);
  const options = { assemblyFolder, stateFolder: assemblyFolder };
  const services = createServices(servicesOptions(options, stack));
  return planStack(stack, new SupportTable(services.all), { started: false }).rows;
}

function servicesOptions(options: RunnerOptions, stack: StackArtifact): ServicesOptions {
  return {
    assemblyFolder: stack.folder,
    stateFolder: options.stateFolder,
    apiPort: options.apiPort ?? defaultApiPort,
    timeScale: options.timeScale ?? 1,
    secrets: secretsByLogicalId(options.secrets ?? {}, stack),
    accessKeyId: once(() => readOrCreateAccessKeyId(options.stateFolder)),
    grantsFile: options.grantsFile,
    accessOf: options.accessOf,
    observer: options.observer ?? (() => {}),
    reportStorageFailure: (error) => reportStorageFailure(options, error),
  };
}

/** Returns true if the error is a failure of the state folder. */
function reportStorageFailure({ stateFolder, onStorageFailure }: RunnerOptions, error: unknown): boolean {
  const failure = storageError(stateFolder, error, 'Stop the stack, and put back a copy of the folder');
  if (!(failure instanceof StorageError || failure instanceof DamagedStateError)) return false;
  onStorageFailure?.(failure);
  return true;
}

/** @throws AssemblyError for a name that is neither a secret nor an output that refers to one */
function secretsByLogicalId(secrets: Readonly<Record<string, string>>, { template }: StackArtifact) {
  const entries = Object.entries(secrets).map(([name, value]) => {
    const output = template.Outputs[name]?.Value;
    const logicalId = isRecord(output) && typeof output.Ref === 'string' ? output.Ref : name;
    if (template.Resources[logicalId]?.Type === 'AWS::SecretsManager::Secret') return [logicalId, value];
    throw new AssemblyError(`The template has no secret ${name}.`);
  });
  return Object.fromEntries(entries);
}

/** @throws AssemblyError for an output that refers to no schedule */
function fireAtStart(output: string, plan: StackPlan, { scheduler }: Services): void {
  const reference = plan.outputs[output];
  if (reference !== undefined && scheduler.fireAtStart(reference) > 0) return;
  throw new AssemblyError(`The output ${output} refers to no schedule of the template.`);
}

function describe(
  { gateway, server, s3, sqs, environment }: Services,
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
    endpoints: { aws: server.url, s3: s3.url, sqs: sqs.url },
    environment: environment(),
    outputs: Object.fromEntries(outputs),
  };
}

/** Stops the services in the opposite order of their start. One that fails to stop does not keep the others running. */
async function stopServices({ all, server }: Services): Promise<void> {
  const failures: unknown[] = [];
  for (const service of [...all.toReversed(), server]) {
    await service.stop().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Some services did not stop cleanly.');
}

function once<Result>(run: () => Result): () => Result {
  let memo: { readonly result: Result } | undefined;
  return () => {
    memo ??= { result: run() };
    return memo.result;
  };
}
