import { join } from 'node:path';
import { planStack, refuseUnsupported } from '../../../local/assembly/stack-plan.ts';
import { SupportTable } from '../../../local/assembly/support-table.ts';
import { templateSchema } from '../../../local/assembly/template.ts';
import { timeScale } from '../../../local/core/clock.ts';
import type { LocalService } from '../../../local/core/service.ts';
import { createServices, type Services } from '../../../local/services/create-services.ts';
import { EventsService } from '../../../local/services/events/events-service.ts';
import { LambdaService } from '../../../local/services/lambda/lambda-service.ts';
import { StatesService } from '../../../local/services/states/states-service.ts';
import { access, accessKeyId, authorization } from '../../support/local-credentials.ts';
import { EventRecorder } from '../services/support/event-recorder.ts';
import { temporaryFolder } from '../services/support/temporary-folder.ts';

/** A resource of a template, without intrinsic functions resolved. */
export interface Declared {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}
export type Resources = Readonly<Record<string, Declared>>;

/** The services of the runner, shared by the cases. Each run of a case deploys a separate stack. */
export interface Fixture {
  readonly stackName: string;
  readonly services: Services;
  readonly recorder: EventRecorder;
  /** The resources of the run's templates. */
  readonly declared: Resources;
  /**
   * Checks and deploys a template as the runner does, and returns the value of each output.
   * @param into services that deploy it instead of the shared ones
   * @throws RefusedTemplateError, or the error with which a service refuses a resource
   */
  deploy(
    resources: Resources,
    outputs?: Readonly<Record<string, unknown>>,
    into?: readonly LocalService[],
  ): Promise<Readonly<Record<string, string>>>;
  /** Returns another run, with a separate stack. */
  another(): Fixture;
  /** Runs with the policies of the templates. Other runs allow every call and trust every role. */
  enforcing<Result>(run: () => Promise<Result>): Promise<Result>;
  /** Calls an operation of a JSON protocol, such as `DynamoDB_20120810.PutItem`, and returns the answer. */
  call(target: string, input: object): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A declared resource. */
export const resource = (Type: string, Properties: Readonly<Record<string, unknown>> = {}): Declared => ({
  Type,
  Properties,
});
export const ref = (logicalId: string) => ({ Ref: logicalId });
export const attribute = (logicalId: string, name = 'Arn') => ({ 'Fn::GetAtt': [logicalId, name] });

/** Returns a function with the role that AWS requires, and a time-out that a loaded machine does not reach. */
function withFunctionDefaults({ Type, Properties, ...rest }: Declared): Declared {
  const isFunction = Type === 'AWS::Lambda::Function';
  return {
    Type,
    ...rest,
    Properties: { ...(isFunction ? { Role: 'role', Timeout: 900 } : {}), ...Properties },
  };
}

/** Starts every service of the runner. Waits are a thousand times shorter. */
export async function startFixture() {
  const folder = await temporaryFolder();
  const recorder = new EventRecorder();
  let enforces = false;
  const services = createServices({
    assemblyFolder: join(import.meta.dirname, 'assembly'),
    stateFolder: folder.path,
    apiPort: 0,
    timeScale: 1_000,
    secrets: {},
    accessKeyId,
    accessOf: (policies) => ({
      authorize: (caller, request) => {
        if (enforces) policies.authorize(caller, request);
      },
      assumeRole: (use) => (enforces ? policies.assumeRole(use) : access.assumeRole(use)),
      accessKeyIdOf: (caller) => policies.accessKeyIdOf(caller),
      callerWith: (id) => policies.callerWith(id),
    }),
    observer: recorder.observe,
    reportStorageFailure: () => false,
  });
  const states = new StatesService({
    stateFolder: join(folder.path, 'states'),
    registry: services.server,
    functions: find(services.all, LambdaService),
    publisher: find(services.all, EventsService),
    awsEndpoint: () => services.server.url,
    s3Endpoint: () => services.s3.url,
    access,
    timeScale: timeScale(1_000),
    observer: recorder.observe,
    // The validator takes a tenth of a second for each definition.
    validate: () => {},
  });
  const all = services.all.map((service) => (service instanceof StatesService ? states : service));
  await services.server.start();
  for (const service of all) await service.start();
  return {
    services: all,
    table: new SupportTable(all),
    createRun: runCreator({ ...services, all }, recorder, async (run) => {
      enforces = true;
      return run().finally(() => {
        enforces = false;
      });
    }),
    stop: async () => {
      for (const service of all.toReversed()) await service.stop();
      await services.server.stop();
      await folder.remove();
    },
  };
}

function find<Service extends LocalService>(
  services: readonly LocalService[],
  type: abstract new (...options: never[]) => Service,
): Service {
  const found = services.find((service) => service instanceof type);
  if (found instanceof type) return found;
  throw new Error(`The runner has no ${type.name}.`);
}

function runCreator(
  services: Services,
  recorder: EventRecorder,
  enforcing: Fixture['enforcing'],
): () => Fixture {
  let runs = 0;
  const create = (): Fixture => createRun(`Run${++runs}`, services, recorder, { another: create, enforcing });
  return create;
}

function createRun(
  stackName: string,
  services: Services,
  recorder: EventRecorder,
  { another, enforcing }: Pick<Fixture, 'another' | 'enforcing'>,
): Fixture {
  const declared: Record<string, Declared> = {};
  return {
    stackName,
    services,
    recorder,
    declared,
    another,
    enforcing,
    async deploy(resources, outputs = {}, into = services.all) {
      Object.assign(declared, resources);
      const deployed = Object.fromEntries(
        Object.entries(resources).map(([id, one]) => [id, withFunctionDefaults(one)]),
      );
      const template = templateSchema.parse({
        Resources: deployed,
        Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
      });
      const table = new SupportTable(into);
      const plan = planStack({ stackName, folder: import.meta.dirname, template }, table, { started: true });
      refuseUnsupported(plan.rows);
      for (const one of plan.resources) await table.serviceFor(one.type)?.deploy(one);
      return plan.outputs;
    },
    async call(target, input) {
      const url = target.startsWith('AmazonSQS.') ? services.sqs.url : services.server.url;
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
        body: JSON.stringify(input),
      });
      const body: unknown = await response.json();
      return { status: response.status, body: Object.fromEntries(Object.entries(body ?? {})) };
    },
  };
}

/** Returns the message of the error, or `accepted` without one. */
export async function refusalOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
