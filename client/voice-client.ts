import { randomUUID } from 'node:crypto';
import { isVoice, isVoicePage, type VoicePage } from './answers.ts';
import { ArgumentError, UnexpectedAnswerError } from './errors.ts';
import { type Answer, type Call, type ExchangeSettings, exchange, jsonIn } from './exchange.ts';
import { defaultRetries, type RetryPolicy } from './retries.ts';
import { checkedApiKey, checkedApiUrl } from './settings.ts';
import type { AskedVoice, Status, VoiceView } from './types.ts';
import { type WaitOptions, waitUntilSettled } from './wait-until-settled.ts';

export interface VoiceClientSettings {
  /** With the stage: `https://….execute-api.….amazonaws.com/v1`, the stack output `ApiUrl`. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Of one attempt. @default 30 000, just above the gateway's own limit */
  readonly timeoutMs?: number;
  /** @default five attempts over a few seconds */
  readonly retries?: RetryPolicy;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What a list is narrowed to; all of it has to be met. */
export interface VoiceFilter {
  readonly family?: VoiceView['family'];
  readonly scope?: VoiceView['scope'];
  readonly status?: Status;
  readonly targetModel?: string;
  readonly label?: { readonly key: string; readonly value: string };
}

export interface PageOptions extends CallOptions {
  /** 1 to 100. @default 20 */
  readonly limit?: number;
  /** Of the page before. */
  readonly cursor?: string;
}

export interface CreateOptions extends CallOptions {
  /**
   * A repeated request with the same key gives the same voice. Give one that outlives your process, and a request can
   * be repeated after a crash. @default a random one, which makes this call's own retries safe
   */
  readonly idempotencyKey?: string;
}

export interface CreatedVoice {
  readonly voice: VoiceView;
  /** The key had been used before: this is the voice of that request. */
  readonly replayed: boolean;
}

export interface PreviewAudio {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** The calls of a deployment's HTTP API. Errors: `ProblemError`, `NoAnswerError`, `UnexpectedAnswerError`. */
export class VoiceClient {
  readonly #apiUrl: string;
  readonly #authorization: string;
  readonly #settings: ExchangeSettings;

  /** @throws ArgumentError for an address that is not https (or loopback), or a key that can be none */
  constructor({ apiUrl, apiKey, timeoutMs = 30_000, retries = defaultRetries }: VoiceClientSettings) {
    this.#apiUrl = checkedApiUrl(apiUrl);
    this.#authorization = `Bearer ${checkedApiKey(apiKey)}`;
    this.#settings = { timeoutMs, retries };
  }

  /** Asks for a voice. The answer is its record as it is written down; `waitUntilSettled` waits for the rest. */
  async create(request: AskedVoice, options: CreateOptions = {}): Promise<CreatedVoice> {
    return this.createFrom(request, options);
  }

  /** As `create`, of a request that was read from somewhere: the API judges it, and names every field that is wrong. */
  async createFrom(request: object, options: CreateOptions = {}): Promise<CreatedVoice> {
    const { idempotencyKey = randomUUID(), signal } = options;
    if (!/^[\x20-\x7e]*$/.test(idempotencyKey)) {
      throw new ArgumentError('an idempotency key has printable ASCII characters only');
    }
    const answer = await this.#call('POST', '/voices', [202], {
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
      body: JSON.stringify(request),
      signal,
    });
    const replayed = answer.headers.get('idempotent-replayed') === 'true';
    return { voice: voiceIn(answer, 'POST /voices'), replayed };
  }

  async get(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    const path = voicePath(voiceId);
    return voiceIn(await this.#call('GET', path, [200], { signal }), `GET ${path}`);
  }

  /** One page, newest first. A filtered page may be short, even empty, and still have a next one. */
  async listPage(filter: VoiceFilter = {}, { limit, cursor, signal }: PageOptions = {}): Promise<VoicePage> {
    const { family, scope, status, targetModel, label } = filter;
    const query = {
      family,
      scope,
      status,
      targetModel,
      label: label && `${label.key}:${label.value}`,
      limit: limit?.toString(),
      cursor,
    };
    const answer = await this.#call('GET', '/voices', [200], { signal, query });
    const page = jsonIn(answer.bytes);
    if (isVoicePage(page)) return page;
    throw new UnexpectedAnswerError('GET /voices', answer.status, 'not a page of voices');
  }

  /** All voices that pass the filter, newest first, a page at a time as they are asked for. */
  async *listVoices(
    filter: VoiceFilter = {},
    { limit = 100, signal }: Omit<PageOptions, 'cursor'> = {},
  ): AsyncGenerator<VoiceView, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await this.listPage(filter, { limit, cursor, signal });
      yield* page.voices;
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** The preview's audio, by the signed link; the key does not go there. */
  async preview(voiceId: string, { signal }: CallOptions = {}): Promise<PreviewAudio> {
    const path = `${voicePath(voiceId)}/preview`;
    const answer = await this.#call('GET', path, [302], { signal });
    const url = answer.headers.get('location');
    if (url === null || !URL.canParse(url)) {
      throw new UnexpectedAnswerError(`GET ${path}`, answer.status, 'without a link');
    }
    const name = `the link of GET ${path}`;
    const audio = await exchange(
      { method: 'GET', url, name, repeatable: true, signal },
      [200],
      this.#settings,
    );
    return {
      mediaType: audio.headers.get('content-type') ?? 'application/octet-stream',
      bytes: audio.bytes,
    };
  }

  /** Deletes softly: `restore` brings the voice back until its `purgeAt`. While it is being created, its status stays. */
  async delete(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    const path = voicePath(voiceId);
    return voiceIn(await this.#call('DELETE', path, [200, 202], { signal }), `DELETE ${path}`);
  }

  /** Not repeated after a lost answer: the second time a restored voice is not deleted, and refused. */
  async restore(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    const path = `${voicePath(voiceId)}/restore`;
    return voiceIn(await this.#call('POST', path, [200], { signal, repeatable: false }), `POST ${path}`);
  }

  /** Looks at the voice until its workflow has nothing left to do. @throws WaitTimeoutError besides the others */
  async waitUntilSettled(voiceId: string, options: WaitOptions = {}): Promise<VoiceView> {
    return waitUntilSettled(voiceId, (signal) => this.get(voiceId, { signal }), options);
  }

  async #call(
    method: Call['method'],
    path: string,
    expected: readonly number[],
    options: Partial<Pick<Call, 'headers' | 'body' | 'signal' | 'repeatable'>> & {
      readonly query?: Readonly<Record<string, string | undefined>>;
    },
  ): Promise<Answer> {
    const { query = {}, headers, repeatable = true, body, signal } = options;
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
    return exchange(
      {
        method,
        url: `${this.#apiUrl}${path}${search}`,
        name: `${method} ${path}`,
        headers: { ...headers, Authorization: this.#authorization },
        body,
        repeatable,
        signal,
      },
      expected,
      this.#settings,
    );
  }
}

/** An id that is none would make another path of the call. @throws ArgumentError */
function voicePath(voiceId: string): string {
  if (!/^[0-9A-Za-z]+$/.test(voiceId)) throw new ArgumentError('a voice id has 26 letters and digits');
  return `/voices/${voiceId}`;
}

function voiceIn({ bytes, status }: Answer, call: string): VoiceView {
  const voice = jsonIn(bytes);
  if (isVoice(voice)) return voice;
  throw new UnexpectedAnswerError(call, status, 'not a voice');
}
