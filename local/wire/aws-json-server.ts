import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { close, host, listen, portOf } from '../listen.ts';
import { AwsError, type OperationRegistry, type Operations, type StorageFailed } from '../services/ports.ts';
import { type AccessProblem, accessProblem, foreignMessage } from './access.ts';
import { BodyTooLargeError, readBody } from './read-body.ts';

/** DynamoDB's limit for a request, the largest of the services behind this endpoint. */
const bodyLimitBytes = 16 * 1024 * 1024;

/** An operation of a REST protocol on the same endpoint. */
export interface RestOperation {
  readonly method: string;
  /** Its groups are the operation's path parameters. */
  readonly path: RegExp;
  handle(request: RestRequest): Promise<RestAnswer>;
}

export interface RestRequest {
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * The one endpoint (`AWS_ENDPOINT_URL`) for the services that speak AWS's JSON protocols 1.0 and 1.1: `POST /` with
 * `X-Amz-Target: <prefix>.<operation>`, errors as `{ __type, message }`. A request without the state folder's access key
 * id is refused; signatures are not verified.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export class AwsJsonServer implements OperationRegistry {
  readonly #port: number;
  readonly #accessKeyId: () => string;
  readonly #storageFailed: StorageFailed;
  readonly #server: Server;
  readonly #operations = new Map<string, Operations>();
  readonly #restOperations: RestOperation[] = [];
  #listeningPort: number | undefined;

  /**
   * @param options.port 0 (the default) for any free one
   * @param options.accessKeyId of the credentials that callers need; asked at each request
   */
  constructor(options: {
    readonly port?: number;
    readonly accessKeyId: () => string;
    readonly storageFailed?: StorageFailed;
  }) {
    this.#port = options.port ?? 0;
    this.#accessKeyId = options.accessKeyId;
    this.#storageFailed = options.storageFailed ?? (() => false);
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  serve(targetPrefix: string, operations: Operations): void {
    this.#operations.set(targetPrefix, operations);
  }

  serveRest(operation: RestOperation): void {
    this.#restOperations.push(operation);
  }

  /** The same operation without the network, for callers inside the runner. @throws AwsError */
  async call(targetPrefix: string, operation: string, input: unknown): Promise<unknown> {
    const operations = this.#operations.get(targetPrefix);
    const run =
      operations !== undefined && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (run === undefined) {
      throw new AwsError(
        'UnknownOperationException',
        `The local runner does not implement ${targetPrefix || '(no X-Amz-Target)'}${operation && `.${operation}`}.`,
      );
    }
    return run(input);
  }

  /** @throws PortTakenError */
  async start(): Promise<void> {
    this.#listeningPort = await listen(this.#server, this.#port);
  }

  get url(): string {
    if (this.#listeningPort === undefined)
      throw new Error('The endpoint was asked for before it was started.');
    return `http://${host}:${this.#listeningPort}`;
  }

  async stop(): Promise<void> {
    await close(this.#server);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-amzn-RequestId', randomUUID());
    const contentType = request.headers['content-type'] ?? 'application/x-amz-json-1.0';
    try {
      this.#refuseStrangers(request);
      const body = decoded(await readBody(request, bodyLimitBytes));
      const rest = await this.#answerRest(request, body);
      if (rest !== undefined) {
        send(response, rest.status, { 'content-type': 'application/json', ...rest.headers }, rest.body ?? '');
        return;
      }
      const [prefix = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
      const output = await this.call(prefix, operation, parse(body));
      send(response, 200, { 'content-type': contentType }, JSON.stringify(output ?? {}));
    } catch (error) {
      this.#storageFailed(error);
      const refusal = asAwsError(error);
      send(
        response,
        refusal.statusCode,
        { 'content-type': contentType, 'x-amzn-errortype': refusal.type },
        JSON.stringify({ ...refusal.details, __type: refusal.type, message: refusal.message }),
      );
    }
  }

  /** @throws AwsError as the service behind the address answers */
  #refuseStrangers(request: IncomingMessage): void {
    const port = portOf(this.#server);
    const problem = accessProblem(request, port, this.#accessKeyId());
    if (problem === undefined) return;
    // What is not read would reach the next request of the connection.
    request.resume();
    throw refusalOf(problem, port, request.headers['x-amz-target'] === undefined);
  }

  async #answerRest(request: IncomingMessage, body: string): Promise<RestAnswer | undefined> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    for (const operation of this.#restOperations) {
      const match = operation.method === request.method ? operation.path.exec(path) : null;
      if (match === null) continue;
      const pathParameters = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
      );
      return operation.handle({ pathParameters, headers: request.headers, body });
    }
    return undefined;
  }
}

/** The REST services (Lambda) answer 403 where those of the JSON protocols answer 400. */
function refusalOf(problem: AccessProblem, port: number, rest: boolean): AwsError {
  const status = rest ? 403 : 400;
  switch (problem) {
    case 'noCredentials':
      return new AwsError(
        'MissingAuthenticationTokenException',
        'Request is missing Authentication Token',
        status,
      );
    case 'unknownCredentials':
      return new AwsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
        status,
      );
    case 'foreignHost':
    case 'webPage':
      return new AwsError('AccessDeniedException', foreignMessage(problem, port), 403);
  }
}

/** @throws AwsError `SerializationException` for what is not UTF-8 */
function decoded(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not UTF-8.');
  }
}

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
  return new AwsError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
