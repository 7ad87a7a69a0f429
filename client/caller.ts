import { UnexpectedAnswerError } from './errors.ts';
import { type Answer, type Call, type ExchangeSettings, exchange, jsonIn } from './exchange.ts';
import { checkedApiKey, checkedApiUrl } from './settings.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export type RequestParts = Partial<Pick<Call, 'headers' | 'signal' | 'repeatable'>> & {
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: object;
};

/** Makes calls of one API with one key. The key leaves this object in a header only. */
export class Caller {
  readonly #apiUrl: string;
  readonly #authorization: string;
  readonly #settings: ExchangeSettings;

  /** @throws ArgumentError */
  constructor(apiUrl: string, apiKey: string, settings: ExchangeSettings) {
    this.#apiUrl = checkedApiUrl(apiUrl);
    this.#authorization = `Bearer ${checkedApiKey(apiKey)}`;
    this.#settings = settings;
  }

  /** @param expected the statuses that are an answer to this call */
  async call(
    method: Call['method'],
    path: string,
    expected: readonly number[],
    { query = {}, headers, repeatable = true, body, signal }: RequestParts = {},
  ): Promise<Answer> {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
    const call: Call = {
      method,
      url: `${this.#apiUrl}${path}${search}`,
      name: `${method} ${path}`,
      headers: {
        ...headers,
        ...(body && { 'Content-Type': 'application/json' }),
        Authorization: this.#authorization,
      },
      body: body && JSON.stringify(body),
      repeatable,
      signal,
    };
    return exchange(call, expected, this.#settings);
  }

  /** As `call`, for an answer that is JSON of a known form. @throws UnexpectedAnswerError for any other */
  async json<Value>(
    is: (value: unknown) => value is Value,
    method: Call['method'],
    path: string,
    expected: readonly number[],
    parts: RequestParts = {},
  ): Promise<{ readonly value: Value; readonly status: number; readonly headers: Headers }> {
    const { bytes, status, headers } = await this.call(method, path, expected, parts);
    const value = jsonIn(bytes);
    if (is(value)) return { value, status, headers };
    throw new UnexpectedAnswerError(`${method} ${path}`, status, 'not the answer to this call');
  }

  /** Fetches what a link of an answer leads to, without the key. */
  async follow(url: string, name: string, { signal }: CallOptions): Promise<Answer> {
    return exchange({ method: 'GET', url, name, repeatable: true, signal }, [200], this.#settings);
  }
}
