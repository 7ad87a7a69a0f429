import type { Clock } from '../../../local/core/clock.ts';
import type { FunctionResult } from '../../../local/core/ports.ts';
import { ApiGatewayService } from '../../../local/services/apigateway/api-gateway-service.ts';
import { recordServiceMetrics } from '../../../local/services/cloudwatch/service-metrics.ts';
import { functionUri } from '../services/apigateway/gateway.ts';
import { EventRecorder } from '../services/support/event-recorder.ts';
import {
  attribute,
  type Declared,
  type Fixture,
  type Resources,
  ref,
  refusalOf,
  resource,
} from './fixture.ts';

const policy = (Effect: string) => ({
  principalId: 'p',
  policyDocument: { Statement: [{ Effect, Action: 'execute-api:Invoke', Resource: '*' }] },
});
const functions: Readonly<Record<string, (event: unknown) => Promise<unknown>>> = {
  allow: async () => policy('Allow'),
  deny: async () => policy('Deny'),
  echo: async (event) => ({ statusCode: 200, body: JSON.stringify(event) }),
  slow: () => new Promise((done) => setTimeout(() => done({ statusCode: 200, body: 'slow' }), 150)),
};

export const api = (type: string, properties: object): Declared =>
  resource(`AWS::ApiGateway::${type}`, { RestApiId: ref('Api'), ...properties });
export const method = (functionName: string, changed: object = {}) =>
  api('Method', {
    ResourceId: ref('Voices'),
    HttpMethod: 'GET',
    AuthorizationType: 'NONE',
    Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: functionUri(functionName) },
    ...changed,
  });
export const authorizer = (name: string, changed: object = {}) =>
  api('Authorizer', {
    Type: 'REQUEST',
    AuthorizerUri: functionUri(name),
    IdentitySource: 'method.request.header.Authorization',
    AuthorizerResultTtlInSeconds: 0,
    ...changed,
  });

/** Returns an API. API Gateway accepts equal names. */
export function restApi(properties: object = {}): Declared {
  return resource('AWS::ApiGateway::RestApi', { Name: 'voices', ...properties });
}

/** An API with the resources `voices` and `others`, a GET method and a stage, and another API. */
const base: Resources = {
  Api: restApi(),
  OtherApi: restApi(),
  Voices: api('Resource', { ParentId: attribute('Api', 'RootResourceId'), PathPart: 'voices' }),
  Others: api('Resource', { ParentId: attribute('Api', 'RootResourceId'), PathPart: 'others' }),
  Get: method('voices'),
  Deployment: api('Deployment', {}),
  Stage: api('Stage', { DeploymentId: ref('Deployment'), StageName: 'v1' }),
};

/** A clock that moves by a second whenever it is read. */
function tickingClock(): Clock {
  let now = Date.parse('2026-01-01T00:00:00Z');
  return { now: () => (now += 1_000), sleep: async () => {} };
}

export interface Call {
  readonly path?: string;
  readonly init?: RequestInit;
  readonly times?: number;
}

/** Deploys the API with the changed resources to a gateway of the run, sends requests and returns the answers. */
export async function send(
  fixture: Fixture,
  changed: Resources,
  { path = '/voices', init, times = 1 }: Call = {},
) {
  const calls: string[] = [];
  const recorder = new EventRecorder();
  const service = new ApiGatewayService({
    observer: recorder.observe,
    clock: tickingClock(),
    functions: {
      invoke: async (functionArn, event): Promise<FunctionResult> => {
        const name = functionArn.split(':').at(-1) ?? '';
        calls.push(name);
        return { payload: await (functions[name]?.(event) ?? { statusCode: 200, body: name }) };
      },
    },
  });
  await service.start();
  try {
    const resources = { ...base, ...changed };
    const before = Object.keys(resources).filter((name) => !/^(Deployment|Stage)/.test(name));
    const ordered = Object.entries(resources).map(([name, one]): [string, Declared] =>
      name.startsWith('Deployment') ? [name, { ...one, DependsOn: before }] : [name, one],
    );
    await fixture.deploy(Object.fromEntries(ordered), {}, [service]);
    await service.ready();
    const answers: Response[] = [];
    for (let sent = 0; sent < times; sent++) {
      const response = await fetch(`${service.url('v1')}${path}`, init);
      answers.push(new Response(await response.text(), response));
    }
    const [first = new Response()] = answers;
    const statuses = answers.map((answer) => answer.status);
    return { first, status: first.status, statuses, calls, metrics: metricsOf(recorder) };
  } finally {
    await service.stop();
  }
}

/** Returns the dimensions of the metrics that the requests are counted in. */
function metricsOf(recorder: EventRecorder): unknown[] {
  const counted: unknown[] = [];
  for (const event of recorder.events) {
    recordServiceMetrics(event, (_namespace, name, dimensions) => {
      if (name === 'Count') counted.push(dimensions);
    });
  }
  return counted;
}

export const status = async (fixture: Fixture, changed: Resources, call?: Call) =>
  (await send(fixture, changed, call)).status;
/** Returns `accepted`, or the reason for which the deployment is refused. */
export const refusal = (fixture: Fixture, changed: Resources) => refusalOf(() => send(fixture, changed));
/** Returns a field of the event that the function receives. */
export async function field(
  fixture: Fixture,
  changed: Resources,
  name: string,
  call?: Call,
): Promise<unknown> {
  const { first } = await send(fixture, { Get: method('echo'), ...changed }, call);
  return JSON.parse(await first.text())[name];
}
