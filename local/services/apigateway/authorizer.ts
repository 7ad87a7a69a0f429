import { z } from 'zod';
import { accountId, partition, region } from '../../core/aws-account.ts';
import type { FunctionInvoker, FunctionResult } from '../../core/ports.ts';
import { cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';
import { type AuthorizerResult, readAuthorizerResult, refuseUnlessAllowed } from './authorizer-policy.ts';
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
import { memberAt } from './variables.ts';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html */
const identitySource = z
  .string()
  .transform((text) => text.split(/,\s*/))
  .pipe(
    z.array(
      z
        .string()
        .regex(
          /^(method\.request\.(header|querystring)|context|stageVariables)\.[^,\s]+$/,
          'only headers, query parameters, context and stage variables are identity sources',
        ),
    ),
  );

const authorizerProperties = z
  .object({
    RestApiId: z.string(),
    Type: z.literal('REQUEST', 'only REQUEST authorizers are supported'),
    AuthorizerUri: functionArnOfUri,
    IdentitySource: identitySource.default([]),
    AuthorizerResultTtlInSeconds: cfnNumber
      .refine((seconds) => seconds >= 0 && seconds <= 3600, 'it must be from 0 to 3600')
      .default(300),
  })
  .refine(
    ({ IdentitySource, AuthorizerResultTtlInSeconds }) =>
      AuthorizerResultTtlInSeconds === 0 || IdentitySource.length > 0,
    { path: ['IdentitySource'], message: 'it is required if results are cached' },
  );

export interface Authorizer {
  readonly restApiId: string;
  readonly functionArn: string;
  readonly identitySources: readonly string[];
  /** The lifetime of a cached result. 0 means that each request calls the function. */
  readonly ttlSeconds: number;
}

/** @throws UnsupportedResourceError */
export function readAuthorizer(resource: Resource): Authorizer {
  const properties = readProperties(resource, authorizerProperties);
  return {
    restApiId: properties.RestApiId,
    functionArn: properties.AuthorizerUri,
    identitySources: properties.IdentitySource,
    ttlSeconds: properties.AuthorizerResultTtlInSeconds,
  };
}

/** An authorizer's result, which a later request with the same identity reuses until it expires. */
interface CachedResult {
  readonly result: AuthorizerResult;
  readonly expires: number;
}

/** The cached results of one stage. */
export class AuthorizerCache {
  readonly #results = new Map<string, CachedResult>();
  readonly #now: () => number;

  /** @param now milliseconds of the runner's clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: string): AuthorizerResult | undefined {
    const cached = this.#results.get(key);
    return cached !== undefined && this.#now() < cached.expires ? cached.result : undefined;
  }

  set(key: string, result: AuthorizerResult, ttlSeconds: number): void {
    if (this.#results.size >= 1000) this.#results.clear();
    this.#results.set(key, { result, expires: this.#now() + ttlSeconds * 1000 });
  }
}

/** The request that an authorizer decides on. */
export interface AuthorizerCall {
  readonly request: GatewayRequest;
  readonly match: RouteMatch;
  readonly api: ApiInfo;
  readonly functions: FunctionInvoker;
  readonly cache: AuthorizerCache;
}

/**
 * Calls the authorizer's function, or reuses its result for the same values of the identity sources. Refuses a request
 * without its identity sources before any call. A reused policy is evaluated for each request again, so that it has to
 * name every method that it admits.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
 * https://repost.aws/knowledge-center/api-gateway-lambda-authorization-errors
 *
 * @returns the value of `requestContext.authorizer`
 * @throws GatewayError `UNAUTHORIZED`, `ACCESS_DENIED`, `AUTHORIZER_FAILURE`, `AUTHORIZER_CONFIGURATION_ERROR`, or 414
 */
export async function authorize(
  authorizer: Authorizer & { readonly id: string },
  call: AuthorizerCall,
): Promise<Readonly<Record<string, string | number>>> {
  const { request, api, cache } = call;
  const identities = authorizer.identitySources.map((source) => identity(source, call));
  if (identities.some((value) => !value)) throw new GatewayError('UNAUTHORIZED');
  const methodArn = methodArnOf(request, api);
  if (Buffer.byteLength(methodArn) > methodArnLimitBytes)
    throw new GatewayError('DEFAULT_4XX', { statusCode: 414, message: 'Request URI too long' });
  const started = performance.now();
  const key = JSON.stringify([authorizer.id, ...identities]);
  const cached = authorizer.ttlSeconds > 0 ? cache.get(key) : undefined;
  const result = cached ?? readAuthorizerResult(await invoke(authorizer, methodArn, call));
  if (cached === undefined && authorizer.ttlSeconds > 0) cache.set(key, result, authorizer.ttlSeconds);
  refuseUnlessAllowed(result, methodArn);
  return { ...result.context, integrationLatency: Math.round(performance.now() - started) };
}

async function invoke(
  authorizer: Authorizer & { readonly id: string },
  methodArn: string,
  { request, match, api, functions }: AuthorizerCall,
): Promise<unknown> {
  const event = {
    type: 'REQUEST',
    methodArn,
    ...commonEventFields(request, match, api),
    requestContext: requestContext(request, match, api, undefined),
  };
  let result: FunctionResult;
  try {
    result = await functions.invoke(authorizer.functionArn, event, authorizerPrincipal(authorizer.id, api));
  } catch {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
    throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
  }
  if ('payload' in result) return result.payload;
  throw new GatewayError(
    result.functionError.errorMessage === 'Unauthorized' ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE',
  );
}

function identity(source: string, { request, match, api }: AuthorizerCall): unknown {
  const [kind, name = ''] = /^(method\.request\.\w+|\w+)\.(.+)$/.exec(source)?.slice(1) ?? [];
  switch (kind) {
    case 'method.request.header':
      return header(request, name);
    case 'method.request.querystring':
      return request.query.get(name);
    case 'stageVariables':
      return api.stageVariables?.[name];
    default:
      return memberAt(requestContext(request, match, api, undefined), name);
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const methodArnLimitBytes = 1600;

function methodArnOf(request: GatewayRequest, api: ApiInfo): string {
  const path = request.path.replace(/^\//, '');
  return `arn:${partition}:execute-api:${region}:${accountId}:${api.apiId}/${request.stage}/${request.method}/${path}`;
}
