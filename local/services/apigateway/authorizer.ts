import { z } from 'zod';
import { accountId, partition, region } from '../../core/aws-account.ts';
import type { FunctionInvoker, FunctionResult } from '../../core/ports.ts';
import type { Principal } from '../../core/principal.ts';
import { cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';
import { GatewayError } from './gateway-error.ts';
import {
  type ApiInfo,
  commonEventFields,
  type GatewayRequest,
  header,
  requestContext,
} from './gateway-request.ts';
import { functionArnOfUri } from './method.ts';
import { authorizerPrincipal } from './principals.ts';
import type { RouteMatch } from './route-tree.ts';

const identitySource = z
  .string()
  .regex(
    /^(method\.request\.(header|querystring)\.[^,\s]+)(,\s*method\.request\.(header|querystring)\.[^,\s]+)*$/,
    'only headers and query parameters are supported as identity sources',
  );

const authorizerProperties = z.object({
  RestApiId: z.string(),
  Type: z.literal('REQUEST', 'only REQUEST authorizers are supported'),
  AuthorizerUri: functionArnOfUri,
  IdentitySource: identitySource.optional(),
  AuthorizerResultTtlInSeconds: cfnNumber
    .default(300)
    .refine(
      (seconds) => seconds === 0,
      'only 0 is supported, because the local runner does not cache results',
    ),
});

export interface Authorizer {
  readonly restApiId: string;
  readonly functionArn: string;
  readonly identitySources: readonly string[];
}

/** @throws UnsupportedResourceError */
export function readAuthorizer(resource: Resource): Authorizer {
  const properties = readProperties(resource, authorizerProperties);
  return {
    restApiId: properties.RestApiId,
    functionArn: properties.AuthorizerUri,
    identitySources: properties.IdentitySource?.split(/,\s*/) ?? [],
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const authorizerOutput = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Statement: z.array(
      z.object({ Effect: z.enum(['Allow', 'Deny']), Action: oneOrMore, Resource: oneOrMore }),
    ),
  }),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

/**
 * Calls the authorizer's function. Refuses a request without its identity sources before any call.
 * @returns the value of `requestContext.authorizer`
 * @throws GatewayError `UNAUTHORIZED`, `ACCESS_DENIED`, `AUTHORIZER_FAILURE`, `AUTHORIZER_CONFIGURATION_ERROR`
 */
export async function authorize(
  authorizer: Authorizer & { readonly id: string },
  functions: FunctionInvoker,
  request: GatewayRequest,
  match: RouteMatch,
  api: ApiInfo,
): Promise<Readonly<Record<string, string>>> {
  if (authorizer.identitySources.some((source) => !identity(source, request)))
    throw new GatewayError('UNAUTHORIZED');
  const methodArn = methodArnOf(request, api);
  const event = {
    type: 'REQUEST',
    methodArn,
    ...commonEventFields(request, match, api),
    requestContext: requestContext(request, match, api, undefined),
  };
  const payload = await invoke(
    functions,
    authorizer.functionArn,
    event,
    authorizerPrincipal(authorizer.id, api),
  );
  const output = authorizerOutput.safeParse(payload);
  if (!output.success) throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
  const { principalId, policyDocument, context } = output.data;
  const effects = policyDocument.Statement.filter(
    ({ Action, Resource }) =>
      Action.some((action) => matchesPattern(action, 'execute-api:Invoke')) &&
      Resource.some((resource) => matchesPattern(resource, methodArn)),
  ).map(({ Effect }) => Effect);
  if (effects.includes('Deny')) {
    throw new GatewayError('ACCESS_DENIED', {
      message: 'User is not authorized to access this resource with an explicit deny',
    });
  }
  if (!effects.includes('Allow')) throw new GatewayError('ACCESS_DENIED');
  const strings = Object.entries(context).map(([name, value]) => [name, String(value)]);
  return { principalId, ...Object.fromEntries(strings) };
}

async function invoke(
  functions: FunctionInvoker,
  functionArn: string,
  event: unknown,
  caller: Principal,
): Promise<unknown> {
  let result: FunctionResult;
  try {
    result = await functions.invoke(functionArn, event, caller);
  } catch {
    throw new GatewayError('AUTHORIZER_FAILURE');
  }
  if ('payload' in result) return result.payload;
  throw new GatewayError(
    result.functionError.errorMessage === 'Unauthorized' ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE',
  );
}

function identity(source: string, request: GatewayRequest): string | null | undefined {
  const [, , kind, ...name] = source.split('.');
  return kind === 'header' ? header(request, name.join('.')) : request.query.get(name.join('.'));
}

function methodArnOf(request: GatewayRequest, api: ApiInfo): string {
  const path = request.path.replace(/^\//, '');
  return `arn:${partition}:execute-api:${region}:${accountId}:${api.apiId}/${request.stage}/${request.method}/${path}`;
}

/** Matches IAM's wildcards: `*` for any characters, `?` for one. */
function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
