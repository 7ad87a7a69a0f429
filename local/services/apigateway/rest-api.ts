import { AwsError } from '../../core/aws-error.ts';
import type { FunctionInvoker, FunctionResult } from '../../core/ports.ts';
import type { Principal } from '../../core/principal.ts';
import { type Authorizer, type AuthorizerCache, authorize } from './authorizer.ts';
import { compressed, decompressed } from './compression.ts';
import { GatewayError } from './gateway-error.ts';
import {
  type ApiInfo,
  commonEventFields,
  type GatewayRequest,
  header,
  requestContext,
} from './gateway-request.ts';
import { errorResponse, type GatewayResponse } from './gateway-response.ts';
import type { Method } from './method.ts';
import { methodPrincipal } from './principals.ts';
import { type HttpResponse, readProxyResponse } from './proxy-response.ts';
import { createRootNode, matchRoute, methodOf, type ResourceNode, type RouteMatch } from './route-tree.ts';
import type { MethodThrottle } from './throttle.ts';

/** The settings of an API that change how bodies are encoded. */
export interface ApiEncodings {
  readonly binaryMediaTypes: readonly string[];
  /** The size from which responses are compressed, or undefined without compression. */
  readonly minimumCompressionBytes: number | undefined;
}

/** The deployed API of a request, with the state that outlives the request. */
export interface ApiRuntime extends ApiInfo {
  readonly functions: FunctionInvoker;
  readonly throttle: MethodThrottle;
  readonly cache: AuthorizerCache;
}

/** The methods, authorizers and gateway responses of one REST API. It handles the requests of the API's stages. */
export class RestApi {
  readonly id: string;
  readonly root: ResourceNode;
  readonly authorizers = new Map<string, Authorizer>();
  /** The gateway responses, by response type. */
  readonly responses = new Map<string, GatewayResponse>();
  readonly encodings: ApiEncodings;

  constructor(id: string, rootResourceId: string, encodings: ApiEncodings) {
    this.id = id;
    this.root = createRootNode(rootResourceId);
    this.encodings = encodings;
  }

  async handle(request: GatewayRequest, sentBody: Buffer, stage: ApiRuntime): Promise<HttpResponse> {
    const found = this.#match(request);
    try {
      const { match, method } = routeOf(request, found);
      stage.throttle.take(match.node, request.method);
      const body = await decompressed(sentBody, header(request, 'content-encoding'));
      const authorizer = await this.#authorize(method, request, match, stage);
      const binary = body.length > 0 && this.#isBinary(header(request, 'content-type'));
      const event = {
        ...commonEventFields(request, match, stage),
        requestContext: requestContext(request, match, stage, authorizer),
        body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
        isBase64Encoded: binary,
      };
      const caller = methodPrincipal(request, match, stage);
      const payload = await invokeIntegration(method, event, stage.functions, caller);
      // Only the first media type counts. https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
      const accepted = request.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1].split(',')[0];
      const response = readProxyResponse(payload, this.#isBinary(accepted));
      const traced: HttpResponse = {
        ...response,
        headers: [...response.headers, ['X-Amzn-Trace-Id', request.traceRoot]],
      };
      const { minimumCompressionBytes } = this.encodings;
      return await compressed(traced, header(request, 'accept-encoding'), minimumCompressionBytes);
    } catch (error) {
      const gatewayError = error instanceof GatewayError ? error : new GatewayError('DEFAULT_5XX');
      return errorResponse({ error: gatewayError, request, match: found, api: stage }, this.responses);
    }
  }

  #match(request: GatewayRequest): RouteMatch | undefined {
    const segments = request.path.split('/').slice(1);
    if (segments.at(-1) === '') segments.pop();
    return matchRoute(this.root, segments);
  }

  async #authorize(
    method: Method,
    request: GatewayRequest,
    match: RouteMatch,
    stage: ApiRuntime,
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    if (method.authorizerId === undefined) return undefined;
    const authorizer = this.authorizers.get(method.authorizerId);
    if (authorizer === undefined) throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
    const { functions, cache } = stage;
    return authorize(
      { ...authorizer, id: method.authorizerId },
      { request, match, api: stage, functions, cache },
    );
  }

  /** @param mediaType the value of a header, or undefined without one */
  #isBinary(mediaType: string | undefined): boolean {
    const type = mediaType?.split(';')[0]?.trim().toLowerCase();
    return this.encodings.binaryMediaTypes.some(
      (binary) => binary === '*/*' || binary.toLowerCase() === type,
    );
  }
}

/** @throws GatewayError if the resource has no such method, or the request is badly encoded */
function routeOf(
  request: GatewayRequest,
  match: RouteMatch | undefined,
): { readonly match: RouteMatch; readonly method: Method } {
  const method = match && methodOf(match.node, request.method);
  if (match === undefined || method === undefined) {
    // API Gateway expects a signature on a request to an unknown path or method.
    // https://repost.aws/knowledge-center/api-gateway-authentication-token-errors
    throw new GatewayError(
      header(request, 'authorization') === undefined ? 'MISSING_AUTHENTICATION_TOKEN' : 'INVALID_SIGNATURE',
    );
  }
  // As on AWS, a badly encoded request reaches no integration.
  if (!request.wellEncoded) throw new GatewayError('BAD_REQUEST_PARAMETERS');
  return { match, method };
}

async function invokeIntegration(
  method: Method,
  event: unknown,
  functions: FunctionInvoker,
  caller: Principal,
): Promise<unknown> {
  const timedOut = Promise.withResolvers<'timed out'>();
  const timer = setTimeout(() => timedOut.resolve('timed out'), method.timeoutMilliseconds);
  let result: FunctionResult | 'timed out';
  try {
    result = await Promise.race([functions.invoke(method.functionArn, event, caller), timedOut.promise]);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new GatewayError(
      error.type === 'RequestTooLargeException' ? 'REQUEST_TOO_LARGE' : 'INTEGRATION_FAILURE',
    );
  } finally {
    clearTimeout(timer);
  }
  if (result === 'timed out') throw new GatewayError('INTEGRATION_TIMEOUT');
  // This includes a response over Lambda's limit of 6 MB: https://github.com/DataBiosphere/azul/pull/6624
  if ('functionError' in result) throw new GatewayError('INTEGRATION_FAILURE', { statusCode: 502 });
  return result.payload;
}
