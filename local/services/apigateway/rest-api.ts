import { AwsError } from '../../core/aws-error.ts';
import type { FunctionInvoker, FunctionResult } from '../../core/ports.ts';
import type { Principal } from '../../core/principal.ts';
import { type Authorizer, authorize } from './authorizer.ts';
import { compressed } from './compression.ts';
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
import { createRootNode, matchRoute, type ResourceNode, type RouteMatch } from './route-tree.ts';

/** The settings of an API that change how bodies are encoded. */
export interface ApiEncodings {
  readonly binaryMediaTypes: readonly string[];
  /** The size from which responses are compressed, or undefined without compression. */
  readonly minimumCompressionBytes: number | undefined;
}

/** The methods, authorizers and gateway responses of one REST API. It handles the API's requests. */
export class RestApi {
  readonly id: string;
  readonly root: ResourceNode;
  readonly authorizers = new Map<string, Authorizer>();
  /** The gateway responses, by response type. */
  readonly responses = new Map<string, GatewayResponse>();
  readonly #binaryMediaTypes: readonly string[];
  /** Undefined without compression. */
  readonly #minimumCompressionBytes: number | undefined;

  constructor(
    id: string,
    rootResourceId: string,
    { binaryMediaTypes, minimumCompressionBytes }: ApiEncodings,
  ) {
    this.id = id;
    this.root = createRootNode(rootResourceId);
    this.#binaryMediaTypes = binaryMediaTypes;
    this.#minimumCompressionBytes = minimumCompressionBytes;
  }

  /** @param body undefined if the body was too large to be read */
  async handle(
    request: GatewayRequest,
    body: Buffer | undefined,
    api: ApiInfo,
    functions: FunctionInvoker,
  ): Promise<HttpResponse> {
    try {
      const { match, method } = this.#route(request);
      if (body === undefined) throw new GatewayError('REQUEST_TOO_LARGE');
      const authorizer = await this.#authorize(method, request, match, api, functions);
      const binary = body.length > 0 && this.#isBinary(header(request, 'content-type') ?? '');
      const event = {
        ...commonEventFields(request, match, api),
        requestContext: requestContext(request, match, api, authorizer),
        body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
        isBase64Encoded: binary,
      };
      const payload = await invokeIntegration(method, event, functions, methodPrincipal(request, match, api));
      const response = readProxyResponse(
        payload,
        (type) => this.#isBinary(type) || this.#isBinary(header(request, 'accept') ?? ''),
      );
      return await compressed(response, header(request, 'accept-encoding'), this.#minimumCompressionBytes);
    } catch (error) {
      const gatewayError = error instanceof GatewayError ? error : new GatewayError('DEFAULT_5XX');
      return errorResponse(gatewayError, this.responses, request);
    }
  }

  #route(request: GatewayRequest): { match: RouteMatch; method: Method } {
    const segments = request.path.split('/').slice(1);
    if (segments.at(-1) === '') segments.pop();
    const match = matchRoute(this.root, segments);
    const method = match?.node.methods.get(request.method) ?? match?.node.methods.get('ANY');
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

  async #authorize(
    method: Method,
    request: GatewayRequest,
    match: RouteMatch,
    api: ApiInfo,
    functions: FunctionInvoker,
  ): Promise<Readonly<Record<string, string>> | undefined> {
    if (method.authorizerId === undefined) return undefined;
    const authorizer = this.authorizers.get(method.authorizerId);
    if (authorizer === undefined) throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
    return authorize({ ...authorizer, id: method.authorizerId }, functions, request, match, api);
  }

  #isBinary(mediaTypes: string): boolean {
    const types = mediaTypes.split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
    return this.#binaryMediaTypes.some((binary) => binary === '*/*' || types.includes(binary.toLowerCase()));
  }
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
    const tooLarge = error.type === 'RequestTooLargeException';
    throw tooLarge ? new GatewayError('REQUEST_TOO_LARGE') : new GatewayError('DEFAULT_5XX');
  } finally {
    clearTimeout(timer);
  }
  if (result === 'timed out') throw new GatewayError('INTEGRATION_TIMEOUT');
  if ('functionError' in result) throw new GatewayError('INTEGRATION_FAILURE', { statusCode: 502 });
  return result.payload;
}
