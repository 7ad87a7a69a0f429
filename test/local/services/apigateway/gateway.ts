import type { FunctionResult } from '../../../../local/core/ports.ts';
import {
  type ApiGatewayOptions,
  ApiGatewayService,
} from '../../../../local/services/apigateway/api-gateway-service.ts';
import { EventRecorder } from '../support/event-recorder.ts';
import { deploy } from '../support/resources.ts';

type Run = (event: unknown) => Promise<FunctionResult>;

export const functionUri = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`;

/** Starts a gateway with one API, whose stage is v1, in front of the test's functions. */
export async function startGateway(
  api: Readonly<Record<string, unknown>> = {},
  options: Partial<ApiGatewayOptions> = {},
) {
  const recorder = new EventRecorder();
  const functions = new Map<string, Run>();
  const calls: { name: string; event: unknown }[] = [];
  const service = new ApiGatewayService({
    ...options,
    observer: recorder.observe,
    functions: {
      invoke: async (arn, event) => {
        const name = arn.split(':').at(-1) ?? '';
        calls.push({ name, event });
        return functions.get(name)?.(event) ?? { payload: { statusCode: 200, body: name } };
      },
    },
  });
  await service.start();
  const restApi = await deploy(service, 'Api', 'AWS::ApiGateway::RestApi', { Name: 'Api', ...api });
  const RestApiId = restApi.ref;
  let methods = 0;

  const add = (logicalId: string, type: string, properties: Readonly<Record<string, unknown>>) =>
    deploy(service, logicalId, `AWS::ApiGateway::${type}`, { RestApiId, ...properties });

  return {
    service,
    recorder,
    functions,
    calls,
    add,
    rootId: restApi.attributes.RootResourceId ?? '',
    resource: async (ParentId: string, PathPart: string) =>
      (await add(`Resource${ParentId}${PathPart}`, 'Resource', { ParentId, PathPart })).ref,
    method: (
      ResourceId: string,
      HttpMethod: string,
      name: string,
      changes: Readonly<Record<string, unknown>> = {},
    ) =>
      add(`Method${++methods}`, 'Method', {
        ResourceId,
        HttpMethod,
        AuthorizationType: 'NONE',
        Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: functionUri(name) },
        ...changes,
      }),
    open: async (stage: Readonly<Record<string, unknown>> = {}) => {
      const { ref: DeploymentId } = await add('Deployment', 'Deployment', {});
      await add('Stage', 'Stage', { StageName: 'v1', DeploymentId, Variables: { colour: 'blue' }, ...stage });
      await service.ready();
    },
    fetch: (path: string, init?: RequestInit) => fetch(`${service.url('v1')}${path}`, init),
    stop: () => service.stop(),
  };
}

export const returns =
  (payload: unknown): Run =>
  async () => ({ payload });

export const fails =
  (errorMessage: string): Run =>
  async () => ({ functionError: { errorType: 'Error', errorMessage } });
