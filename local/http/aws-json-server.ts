import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AccessControl, AccessRule } from '../core/access-control.ts';
import { AwsError } from '../core/aws-error.ts';
import { errorMessage } from '../core/error-message.ts';
import type { AccessRules, OperationRegistry, Operations, StorageFailureReporter } from '../core/ports.ts';
import { administrator, type Principal } from '../core/principal.ts';
import { accessError, identifyCaller } from './access.ts';
import { isQueryRequest, type QueryService, queryError, queryResult } from './aws-query.ts';
import { close, host, listen, portOf } from './listen.ts';
import { BodyTooLargeError, readBody } from './read-body.ts';
import { cborHeaders, cborInput, cborOperation, cborOutput } from './rpc-v2-cbor.ts';

const jsonContentType = 'application/x-amz-json-1.0';
/** DynamoDB's request limit, which is the largest of the services on this endpoint. */
const bodyLimitBytes = 16 * 1024 * 1024;

/** An operation of a REST protocol on the same endpoint. */
export interface RestOperation {
  readonly method: string;
  /** The named groups are the operation's path parameters. */
  readonly path: RegExp;
  handle(request: RestRequest): Promise<RestResponse>;
}

export interface RestRequest {
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The handler checks its permissions. */
  readonly caller: Principal;
}

export interface RestResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * The endpoint (`AWS_ENDPOINT_URL`) of the services that use AWS's JSON protocols 1.0 and 1.1: `POST /` with
 * `X-Amz-Target: <prefix>.<operation>`, errors as `{ __type, message }`. Single operations of the REST and Query protocols
 * are on the same endpoint. It identifies callers by their access key ids, does not verify signatures, and checks the
 * permissions that an operation needs.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export class AwsJsonServer implements OperationRegistry {
  readonly #port: number;
  readonly #access: AccessControl;
  readonly #reportStorageFailure: StorageFailureReporter;
  readonly #server: Server;
  readonly #operations = new Map<string, Operations>();
  readonly #rules = new Map<string, AccessRules>();
  readonly #restOperations: RestOperation[] = [];
  readonly #queryServices: QueryService[] = [];
  #listeningPort: number | undefined;

  /**
   * @param options.port 0 (the default) selects a free port
   */
  constructor(options: {
    readonly port?: number;
    readonly access: AccessControl;
    readonly reportStorageFailure?: StorageFailureReporter;
  }) {
    this.#port = options.port ?? 0;
    this.#access = options.access;
    this.#reportStorageFailure = options.reportStorageFailure ?? (() => false);
    this.#server = createServer((request, response) => {
      this.#respond(request, response).catch(() => response.destroy());
    });
  }

  serve(targetPrefix: string, operations: Operations, rules: AccessRules = {}): void {
    this.#operations.set(targetPrefix, operations);
    this.#rules.set(targetPrefix, rules);
  }

  serveRest(operation: RestOperation): void {
    this.#restOperations.push(operation);
  }

  serveQuery(service: QueryService): void {
    this.#queryServices.push(service);
  }

  /** Calls an operation without the network, for callers inside the runner. @throws AwsError */
  async call(
    targetPrefix: string,
    operation: string,
    input: unknown,
    caller: Principal = administrator,
  ): Promise<unknown> {
    const operations = this.#operations.get(targetPrefix);
    const run =
      operations !== undefined && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (run === undefined) {
      throw unknownOperation(`${targetPrefix || '(no X-Amz-Target)'}${operation && `.${operation}`}`);
    }
    this.#authorize(caller, operation, this.#rules.get(targetPrefix)?.[operation], input);
    return run(input);
  }

  /** @throws AwsError `AccessDeniedException` */
  #authorize(caller: Principal, operation: string, rule: AccessRule | undefined, input: unknown): void {
    if (rule !== undefined) {
      for (const request of rule(input)) this.#access.authorize(caller, request);
    } else if (caller.kind !== 'administrator') {
      throw new AwsError('AccessDeniedException', `Only the administrator can call ${operation} locally.`);
    }
  }

  /** @throws PortTakenError */
  async start(): Promise<void> {
    this.#listeningPort = await listen(this.#server, this.#port);
  }

  get url(): string {
    if (this.#listeningPort === undefined) throw new Error('The endpoint has not been started.');
    return `http://${host}:${this.#listeningPort}`;
  }

  async stop(): Promise<void> {
    await close(this.#server);
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    response.setHeader('x-amzn-RequestId', requestId);
    const isQuery = isQueryRequest(request);
    const cbor = cborOperation(request);
    const contentType = isQuery ? 'text/xml' : (request.headers['content-type'] ?? jsonContentType);
    try {
      const caller = this.#identify(request);
      const bytes = await readBody(request, bodyLimitBytes);
      if (cbor !== undefined) {
        const output = await this.call(cbor.prefix, cbor.operation, cborInput(bytes), caller);
        send(response, 200, cborHeaders, cborOutput(output));
        return;
      }
      const body = decode(bytes);
      if (isQuery) {
        send(response, 200, { 'content-type': contentType }, await this.#callQuery(body, requestId, caller));
        return;
      }
      const rest = await this.#callRest(request, body, caller);
      if (rest !== undefined) {
        send(response, rest.status, { 'content-type': 'application/json', ...rest.headers }, rest.body ?? '');
        return;
      }
      const [prefix = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
      const output = await this.call(prefix, operation, parse(body), caller);
      send(response, 200, { 'content-type': contentType }, JSON.stringify(output ?? {}));
    } catch (thrown) {
      this.#reportStorageFailure(thrown);
      const error = asAwsError(thrown);
      const members = { ...error.details, __type: error.type, message: error.message };
      const headers = { 'content-type': contentType, 'x-amzn-errortype': error.type };
      if (cbor !== undefined) send(response, error.statusCode, cborHeaders, cborOutput(members));
      else {
        const text = isQuery ? queryError(error, requestId) : JSON.stringify(members);
        send(response, error.statusCode, headers, text);
      }
    }
  }

  /** @throws AwsError */
  #identify(request: IncomingMessage): Principal {
    const port = portOf(this.#server);
    const caller = identifyCaller(request, port, this.#access);
    if (typeof caller !== 'string') return caller;
    // An unread body would be taken for the next request of the connection.
    request.resume();
    const rest = request.headers['x-amz-target'] === undefined;
    throw accessError(caller, port, rest ? 403 : 400);
  }

  /** @throws AwsError */
  async #callQuery(body: string, requestId: string, caller: Principal): Promise<string> {
    const parameters = new URLSearchParams(body);
    const action = parameters.get('Action') ?? '';
    const version = parameters.get('Version');
    const service = this.#queryServices.find(
      (each) => each.version === version && Object.hasOwn(each.operations, action),
    );
    const operation = service?.operations[action];
    if (service === undefined || operation === undefined) throw unknownOperation(action || '(no Action)');
    return queryResult(action, service, await operation(parameters, caller), requestId);
  }

  async #callRest(
    request: IncomingMessage,
    body: string,
    caller: Principal,
  ): Promise<RestResponse | undefined> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    for (const operation of this.#restOperations) {
      const match = operation.method === request.method ? operation.path.exec(path) : null;
      if (match === null) continue;
      const pathParameters = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
      );
      const query = new URLSearchParams((request.url ?? '').split('?')[1]);
      return operation.handle({ pathParameters, query, headers: request.headers, body, caller });
    }
    return undefined;
  }
}

function unknownOperation(name: string): AwsError {
  return new AwsError('UnknownOperationException', `The local runner does not implement ${name}.`);
}

/** @throws AwsError `SerializationException` for a body that is not UTF-8 */
function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not UTF-8.');
  }
}

/** @throws AwsError `SerializationException` for a body that is not JSON */
function parse(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof BodyTooLargeError) {
    return new AwsError('RequestEntityTooLargeException', error.message, 413);
  }
  return new AwsError('InternalFailure', errorMessage(error), 500);
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
