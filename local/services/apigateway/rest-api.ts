import { AwsError } from '../../core/aws-error.ts';
import type { FunctionInvoker, FunctionResult } from '../../core/ports.ts';
import { type Authorizer, authorize } from './authorizer.ts';
import { GatewayError } from './gateway-error.ts';
import {
  type ApiNames,
  commonEvent,
  type GatewayRequest,
  header,
  requestContext,
} from './gateway-request.ts';
import { answerError, type GatewayResponse } from './gateway-response.ts';
import type { Method } from './method.ts';
import { type HttpAnswer, readProxyResponse } from './proxy-response.ts';
import { type Found, type Node, rootNode, route } from './route-tree.ts';

/** Methods, authorizers and gateway responses of one REST API, and the way of a request through them. */
export class RestApi {
  readonly id: string;
  readonly root: Node;
  readonly authorizers = new Map<string, Authorizer>();
  /** By response type. */
  readonly responses = new Map<string, GatewayResponse>();
  readonly #binaryMediaTypes: readonly string[];

  constructor(id: string, rootResourceId: string, binaryMediaTypes: readonly string[]) {
    this.id = id;
    this.root = rootNode(rootResourceId);
    this.#binaryMediaTypes = binaryMediaTypes;
  }

  /** @param body undefined for one that was too large to be read */
  async answer(
    request: GatewayRequest,
    body: Buffer | undefined,
    names: ApiNames,
    functions: FunctionInvoker,
  ): Promise<HttpAnswer> {
    try {
      const { found, method } = this.#route(request);
      if (body === undefined) throw new GatewayError('REQUEST_TOO_LARGE');
      const authorizer = await this.#authorize(method, request, found, names, functions);
      const binary = body.length > 0 && this.#isBinary(header(request, 'content-type') ?? '');
      const event = {
        ...commonEvent(request, found, names),
        requestContext: requestContext(request, found, names, authorizer),
        body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
        isBase64Encoded: binary,
      };
      const payload = await integrate(method, event, functions);
      return readProxyResponse(
        payload,
        (type) => this.#isBinary(type) || this.#isBinary(header(request, 'accept') ?? ''),
      );
    } catch (error) {
      const gatewayError = error instanceof GatewayError ? error : new GatewayError('DEFAULT_5XX');
      return answerError(gatewayError, this.responses, request);
    }
  }

  #route(request: GatewayRequest): { found: Found; method: Method } {
    const segments = request.path.split('/').slice(1);
    if (segments.at(-1) === '') segments.pop();
    const found = route(this.root, segments);
    const method = found?.node.methods.get(request.method) ?? found?.node.methods.get('ANY');
    if (found === undefined || method === undefined) {
      // Where nothing is, the gateway takes a request for one to be signed: https://repost.aws/knowledge-center/api-gateway-authentication-token-errors
      throw new GatewayError(
        header(request, 'authorization') === undefined ? 'MISSING_AUTHENTICATION_TOKEN' : 'INVALID_SIGNATURE',
      );
    }
    // AWS refuses such a request too, before any integration sees it.
    if (!request.wellEncoded) throw new GatewayError('BAD_REQUEST_PARAMETERS');
    return { found, method };
  }

  async #authorize(
    method: Method,
    request: GatewayRequest,
    found: Found,
    names: ApiNames,
    functions: FunctionInvoker,
  ): Promise<Readonly<Record<string, string>> | undefined> {
    if (method.authorizerId === undefined) return undefined;
    const authorizer = this.authorizers.get(method.authorizerId);
    if (authorizer === undefined) throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
    return authorize(authorizer, functions, request, found, names);
  }

  #isBinary(mediaTypes: string): boolean {
    const types = mediaTypes.split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
    return this.#binaryMediaTypes.some((binary) => binary === '*/*' || types.includes(binary.toLowerCase()));
  }
}

async function integrate(method: Method, event: unknown, functions: FunctionInvoker): Promise<unknown> {
  const timedOut = Promise.withResolvers<'timed out'>();
  const timer = setTimeout(() => timedOut.resolve('timed out'), method.timeoutMilliseconds);
  let result: FunctionResult | 'timed out';
  try {
    result = await Promise.race([functions.invoke(method.functionArn, event), timedOut.promise]);
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
