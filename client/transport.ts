import { UnexpectedResponseError } from './errors.ts';
import {
  type ApiRequest,
  type ApiResponse,
  parseJson,
  type SendSettings,
  sendRequest,
} from './send-request.ts';
import { validateApiKey, validateApiUrl } from './validate-settings.ts';
import type { CallOptions } from './voice-client-types.ts';

/** A request to a path of the API. */
type TransportRequest = Pick<ApiRequest, 'method'> &
  RequestParts & {
    /** The path below the URL of the API, such as `/voices`. */
    readonly path: string;
    /** The HTTP statuses of a successful response. @default 200 */
    readonly accepts?: readonly number[];
  };

type RequestParts = Partial<Pick<ApiRequest, 'headers' | 'signal' | 'idempotent'>> & {
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** The request body, which is sent as JSON. */
  readonly body?: object;
};

/** Sends requests to one API with one key. The key leaves this object only in a header. */
export class Transport {
  readonly #apiUrl: string;
  readonly #authorization: string;
  readonly #settings: SendSettings;

  /** @throws ArgumentError */
  constructor(apiUrl: string, apiKey: string, settings: SendSettings) {
    this.#apiUrl = validateApiUrl(apiUrl);
    this.#authorization = `Bearer ${validateApiKey(apiKey)}`;
    this.#settings = settings;
  }

  async send({
    method,
    path,
    accepts = [200],
    query = {},
    headers,
    idempotent = true,
    body,
    signal,
  }: TransportRequest): Promise<ApiResponse> {
    const parameters = Object.entries(query).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const search = parameters.length === 0 ? '' : `?${new URLSearchParams(parameters)}`;
    const request: ApiRequest = {
      method,
      url: `${this.#apiUrl}${path}${search}`,
      name: `${method} ${path}`,
      headers: {
        ...headers,
        ...(body && { 'Content-Type': 'application/json' }),
        Authorization: this.#authorization,
      },
      body: body && JSON.stringify(body),
      idempotent,
      signal,
    };
    return sendRequest(request, accepts, this.#settings);
  }

  /**
   * Sends a request whose response is JSON.
   *
   * @param guard recognizes the expected body
   * @throws UnexpectedResponseError for another body
   */
  async sendForJson<Value>(
    guard: (value: unknown) => value is Value,
    request: TransportRequest,
  ): Promise<{ readonly value: Value; readonly status: number; readonly headers: Headers }> {
    const { bytes, status, headers } = await this.send(request);
    const value = parseJson(bytes);
    if (guard(value)) return { value, status, headers };
    const name = `${request.method} ${request.path}`;
    throw new UnexpectedResponseError(name, status, 'the body is not the expected one');
  }

  /** Sends a request as `sendForJson` does. @returns the body alone */
  async sendForValue<Value>(
    guard: (value: unknown) => value is Value,
    request: TransportRequest,
  ): Promise<Value> {
    return (await this.sendForJson(guard, request)).value;
  }

  /** Downloads a link from a response, without the API key. @param name the name of the download in error messages */
  async download(url: string, name: string, { signal }: CallOptions): Promise<ApiResponse> {
    return sendRequest({ method: 'GET', url, name, idempotent: true, signal }, [200], this.#settings);
  }
}
