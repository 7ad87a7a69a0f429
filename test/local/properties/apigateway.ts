import { expect } from '@jest/globals';
import { functionUri } from '../services/apigateway/gateway.ts';
import {
  api,
  authorizer,
  type Call,
  field,
  method,
  refusal,
  restApi,
  send,
  status,
} from './apigateway-fixture.ts';
import { type Fixture, ref } from './fixture.ts';
import { casesOf, changes } from './property-case.ts';

const noResource = expect.stringContaining('the API resource does not exist');

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html */
const apiCases = casesOf('AWS::ApiGateway::RestApi', {
  BinaryMediaTypes: changes(
    (fixture, type: string) =>
      field(
        fixture,
        {
          Api: restApi({ BinaryMediaTypes: [type] }),
          Get: method('echo', { HttpMethod: 'POST' }),
        },
        'isBase64Encoded',
        { init: { method: 'POST', body: 'x', headers: { 'content-type': 'image/png' } } },
      ),
    ['image/png', true],
    ['audio/wav', false],
  ),
  MinimumCompressionSize: changes(
    async (fixture, MinimumCompressionSize: number) => {
      const Api = restApi({ MinimumCompressionSize });
      const { first } = await send(fixture, { Api }, { init: { headers: { 'accept-encoding': 'gzip' } } });
      return first.headers.get('content-encoding');
    },
    [0, 'gzip'],
    [1_000, null],
  ),
  Name: changes(
    async (fixture, Name: string) => (await send(fixture, { Api: restApi({ Name }) })).metrics,
    ['voices', [{ ApiName: 'voices' }, { ApiName: 'voices', Stage: 'v1' }]],
    ['aliases', [{ ApiName: 'aliases' }, { ApiName: 'aliases', Stage: 'v1' }]],
  ),
});

const child = (changed: object) =>
  api('Resource', { ParentId: ref('Voices'), PathPart: 'samples', ...changed });
const resourceCases = casesOf('AWS::ApiGateway::Resource', {
  ParentId: changes(
    (fixture, parent: string) =>
      status(
        fixture,
        { Child: child({ ParentId: ref(parent) }), Get: method('voices', { ResourceId: ref('Child') }) },
        { path: '/voices/samples' },
      ),
    ['Voices', 200],
    ['Others', 403],
  ),
  PathPart: changes(
    (fixture, PathPart: string) =>
      status(
        fixture,
        { Child: child({ PathPart }), Get: method('voices', { ResourceId: ref('Child') }) },
        { path: '/voices/samples' },
      ),
    ['samples', 200],
    ['others', 403],
  ),
  RestApiId: changes(
    (fixture, id: string) => refusal(fixture, { Child: child({ RestApiId: ref(id) }) }),
    ['Api', 'accepted'],
    ['OtherApi', noResource],
  ),
});

const authorized = { init: { headers: { authorization: 'key' } } };
const methodCases = casesOf('AWS::ApiGateway::Method', {
  AuthorizationType: changes(
    (fixture, AuthorizationType: string) =>
      status(
        fixture,
        { Deny: authorizer('deny'), Get: method('voices', { AuthorizationType, AuthorizerId: ref('Deny') }) },
        authorized,
      ),
    ['NONE', 200],
    ['CUSTOM', 403],
  ),
  AuthorizerId: changes(
    (fixture, id: string) =>
      status(
        fixture,
        {
          Allow: authorizer('allow'),
          Deny: authorizer('deny'),
          Get: method('voices', { AuthorizationType: 'CUSTOM', AuthorizerId: ref(id) }),
        },
        authorized,
      ),
    ['Allow', 200],
    ['Deny', 403],
  ),
  HttpMethod: changes(
    (fixture, HttpMethod: string) => status(fixture, { Get: method('voices', { HttpMethod }) }),
    ['GET', 200],
    ['POST', 403],
  ),
  'Integration.TimeoutInMillis': changes(
    (fixture, TimeoutInMillis: number) =>
      status(fixture, {
        Get: method('slow', {
          Integration: { Type: 'AWS_PROXY', Uri: functionUri('slow'), TimeoutInMillis },
        }),
      }),
    [29_000, 200],
    [50, 504],
  ),
  'Integration.Uri': changes(
    async (fixture, name: string) => (await send(fixture, { Get: method(name) })).first.text(),
    ['one', 'one'],
    ['other', 'other'],
  ),
  ResourceId: changes(
    (fixture, id: string) => status(fixture, { Get: method('voices', { ResourceId: ref(id) }) }),
    ['Voices', 200],
    ['Others', 403],
  ),
  RestApiId: changes(
    (fixture, id: string) => refusal(fixture, { Get: method('voices', { RestApiId: ref(id) }) }),
    ['Api', 'accepted'],
    ['OtherApi', noResource],
  ),
});

/** Sends an authorized request to a method with the authorizer. */
const authorize = (fixture: Fixture, name: string, changed: object, call: Call = authorized) =>
  send(
    fixture,
    {
      Custom: authorizer(name, changed),
      Get: method('voices', { AuthorizationType: 'CUSTOM', AuthorizerId: ref('Custom') }),
    },
    call,
  );
const authorizerCases = casesOf('AWS::ApiGateway::Authorizer', {
  AuthorizerResultTtlInSeconds: changes(
    async (fixture, AuthorizerResultTtlInSeconds: number) => {
      const call = { ...authorized, times: 2 };
      const { calls } = await authorize(fixture, 'allow', { AuthorizerResultTtlInSeconds }, call);
      return calls.filter((name) => name === 'allow').length;
    },
    [0, 2],
    [300, 1],
  ),
  AuthorizerUri: changes(
    async (fixture, name: string) => (await authorize(fixture, name, {})).status,
    ['allow', 200],
    ['deny', 403],
  ),
  IdentitySource: changes(
    async (fixture, name: string) =>
      (await authorize(fixture, 'allow', { IdentitySource: `method.request.header.${name}` })).status,
    ['Authorization', 200],
    ['X-Key', 401],
  ),
  RestApiId: changes(
    async (fixture, id: string) => (await authorize(fixture, 'allow', { RestApiId: ref(id) })).status,
    ['Api', 200],
    ['OtherApi', 500],
  ),
});

/** Sends a request to a path that does not exist, which has the changed gateway response. */
const missing = (fixture: Fixture, changed: object) =>
  send(
    fixture,
    { Response: api('GatewayResponse', { ResponseType: 'MISSING_AUTHENTICATION_TOKEN', ...changed }) },
    { path: '/missing' },
  );
const gatewayResponseCases = casesOf('AWS::ApiGateway::GatewayResponse', {
  'ResponseParameters.*': changes(
    async (fixture, value: string) => {
      const ResponseParameters = { 'gatewayresponse.header.X-Test': value };
      return (await missing(fixture, { ResponseParameters })).first.headers.get('x-test');
    },
    ["'one'", 'one'],
    ["'other'", 'other'],
  ),
  'ResponseTemplates.application/json': changes(
    async (fixture, template: string) =>
      (await missing(fixture, { ResponseTemplates: { 'application/json': template } })).first.text(),
    ['{"a":1}', '{"a":1}'],
    ['{"path":"$context.path"}', '{"path":"/v1/missing"}'],
  ),
  ResponseType: changes(
    async (fixture, ResponseType: string) =>
      (await missing(fixture, { ResponseType, StatusCode: '404' })).status,
    ['MISSING_AUTHENTICATION_TOKEN', 404],
    ['UNAUTHORIZED', 403],
  ),
  RestApiId: changes(
    async (fixture, id: string) => (await missing(fixture, { RestApiId: ref(id), StatusCode: '404' })).status,
    ['Api', 404],
    ['OtherApi', 403],
  ),
  StatusCode: changes(
    async (fixture, StatusCode: string) => (await missing(fixture, { StatusCode })).status,
    ['404', 404],
    ['410', 410],
  ),
});

const stage = (changed: object) =>
  api('Stage', { DeploymentId: ref('Deployment'), StageName: 'v1', ...changed });
const throttled = (changed: object, fixture: Fixture) => {
  const setting = { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 0.01, ThrottlingBurstLimit: 1 };
  const Stage = stage({ MethodSettings: [{ ...setting, ...changed }] });
  return send(fixture, { Stage }, { times: 2 }).then(({ statuses }) => statuses);
};
const deployedStageCases = casesOf('AWS::ApiGateway::Stage', {
  DeploymentId: changes(
    async (fixture, id: string) => {
      const context = await field(
        fixture,
        { DeploymentB: api('Deployment', {}), Stage: stage({ DeploymentId: ref(id) }) },
        'requestContext',
      );
      return Object.entries(context ?? {}).find(([name]) => name === 'deploymentId')?.[1];
    },
    ['Deployment', expect.any(String)],
    ['DeploymentB', expect.any(String)],
  ),
  'MethodSettings.HttpMethod': changes(
    (fixture, HttpMethod: string) => throttled({ HttpMethod, ResourcePath: '/~1voices' }, fixture),
    ['GET', [200, 429]],
    ['POST', [200, 200]],
  ),
  'MethodSettings.ResourcePath': changes(
    (fixture, ResourcePath: string) => throttled({ HttpMethod: 'GET', ResourcePath }, fixture),
    ['/~1voices', [200, 429]],
    ['/~1others', [200, 200]],
  ),
  'MethodSettings.ThrottlingBurstLimit': changes(
    (fixture, ThrottlingBurstLimit: number) => throttled({ ThrottlingBurstLimit }, fixture),
    [1, [200, 429]],
    [2, [200, 200]],
  ),
  'MethodSettings.ThrottlingRateLimit': changes(
    (fixture, ThrottlingRateLimit: number) => throttled({ ThrottlingRateLimit }, fixture),
    [0.01, [200, 429]],
    [1, [200, 200]],
  ),
  RestApiId: changes(
    (fixture, id: string) => refusal(fixture, { Stage: stage({ RestApiId: ref(id) }) }),
    ['Api', 'accepted'],
    ['OtherApi', expect.stringContaining('the deployment belongs to another API')],
  ),
  StageName: changes(
    (fixture, StageName: string) => status(fixture, { Stage: stage({ StageName }) }),
    ['v1', 200],
    ['v2', 403],
  ),
  'Variables.*': changes(
    (fixture, colour: string) =>
      field(fixture, { Stage: stage({ Variables: { colour } }) }, 'stageVariables'),
    ['blue', { colour: 'blue' }],
    ['red', { colour: 'red' }],
  ),
});

export const apiGatewayCases = {
  ...apiCases,
  ...resourceCases,
  ...methodCases,
  ...authorizerCases,
  ...gatewayResponseCases,
  ...casesOf('AWS::ApiGateway::Deployment', {
    RestApiId: changes(
      (fixture, id: string) => refusal(fixture, { Deployment: api('Deployment', { RestApiId: ref(id) }) }),
      ['Api', 'accepted'],
      ['OtherApi', expect.stringContaining('the deployment belongs to another API')],
    ),
  }),
  ...deployedStageCases,
};
