import { isCapacities, isRefreshedVoice, isVoice, isVoicePage, type VoicePage } from './answers.ts';
import { Caller, type CallOptions } from './caller.ts';
import { ArgumentError, UnexpectedAnswerError } from './errors.ts';
import { ProviderVoices } from './provider-voices.ts';
import { defaultRetries, type RetryPolicy } from './retries.ts';
import type { AskedVoice, Capacity, RefreshedVoiceView, Status, VoiceView } from './types.ts';
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

/** What a list is narrowed to; all of it has to be met. */
export interface VoiceFilter {
  readonly family?: VoiceView['family'];
  readonly scope?: VoiceView['scope'];
  readonly status?: Status;
  readonly targetModel?: string;
  /** The owner of the key that asked, or `event:<source>`. */
  readonly createdBy?: string;
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
  readonly #caller: Caller;
  /** What the provider has, live. */
  readonly provider: ProviderVoices;

  /** @throws ArgumentError for an address that is not https (or loopback), or a key that can be none */
  constructor({ apiUrl, apiKey, timeoutMs = 30_000, retries = defaultRetries }: VoiceClientSettings) {
    this.#caller = new Caller(apiUrl, apiKey, { timeoutMs, retries });
    this.provider = new ProviderVoices(this.#caller);
  }

  /** Asks for a voice. The answer is its record as it is written down; `waitUntilSettled` waits for the rest. */
  async create(request: AskedVoice, options: CreateOptions = {}): Promise<CreatedVoice> {
    return this.createFrom(request, options);
  }

  /** As `create`, of a request that was read from somewhere: the API judges it, and names every field that is wrong. */
  async createFrom(request: object, options: CreateOptions = {}): Promise<CreatedVoice> {
    const { idempotencyKey = crypto.randomUUID(), signal } = options;
    if (!/^[\x20-\x7e]*$/.test(idempotencyKey)) {
      throw new ArgumentError('an idempotency key has printable ASCII characters only');
    }
    const { value, headers } = await this.#caller.json(isVoice, 'POST', '/voices', [202], {
      headers: { 'Idempotency-Key': idempotencyKey },
      body: request,
      signal,
    });
    return { voice: value, replayed: headers.get('idempotent-replayed') === 'true' };
  }

  async get(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    return (await this.#caller.json(isVoice, 'GET', voicePath(voiceId), [200], { signal })).value;
  }

  /** As `get`, and the provider is asked too. `providerStatus` is null where it did not tell. */
  async refresh(voiceId: string, { signal }: CallOptions = {}): Promise<RefreshedVoiceView> {
    const parts = { query: { refresh: 'true' }, signal };
    return (await this.#caller.json(isRefreshedVoice, 'GET', voicePath(voiceId), [200], parts)).value;
  }

  /** One page, newest first. A filtered page may be short, even empty, and still have a next one. */
  async listPage(filter: VoiceFilter = {}, { limit, cursor, signal }: PageOptions = {}): Promise<VoicePage> {
    const { family, scope, status, targetModel, createdBy, label } = filter;
    const query = {
      family,
      scope,
      status,
      targetModel,
      createdBy,
      label: label && `${label.key}:${label.value}`,
      limit: limit?.toString(),
      cursor,
    };
    return (await this.#caller.json(isVoicePage, 'GET', '/voices', [200], { signal, query })).value;
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
    const answer = await this.#caller.call('GET', path, [302], { signal });
    const url = answer.headers.get('location');
    if (url === null || !URL.canParse(url)) {
      throw new UnexpectedAnswerError(`GET ${path}`, answer.status, 'without a link');
    }
    const audio = await this.#caller.follow(url, `the link of GET ${path}`, { signal });
    return {
      mediaType: audio.headers.get('content-type') ?? 'application/octet-stream',
      bytes: audio.bytes,
    };
  }

  /** Deletes softly: `restore` brings the voice back until its `restorableUntil`. While it is being created, its status stays. */
  async delete(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    return (await this.#caller.json(isVoice, 'DELETE', voicePath(voiceId), [200, 202], { signal })).value;
  }

  /**
   * Deletes for good: the answer is the deleted voice, whose purge is started; `get` shows it `PURGED` when it is gone.
   * While it is being created, its status stays, and the purge comes with a scheduled one. The key needs the scope admin.
   */
  async purge(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    const parts = { query: { purge: 'true' }, signal };
    return (await this.#caller.json(isVoice, 'DELETE', voicePath(voiceId), [200, 202], parts)).value;
  }

  /** Not repeated after a lost answer: the second time a restored voice is not deleted, and refused. */
  async restore(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    const path = `${voicePath(voiceId)}/restore`;
    const parts = { signal, repeatable: false };
    return (await this.#caller.json(isVoice, 'POST', path, [200], parts)).value;
  }

  /** How full each list of the provider account is, by its last count. */
  async capacity({ signal }: CallOptions = {}): Promise<readonly Capacity[]> {
    return (await this.#caller.json(isCapacities, 'GET', '/capacity', [200], { signal })).value;
  }

  /** Looks at the voice until its workflow has nothing left to do. @throws WaitTimeoutError besides the others */
  async waitUntilSettled(voiceId: string, options: WaitOptions = {}): Promise<VoiceView> {
    return waitUntilSettled(voiceId, (signal) => this.get(voiceId, { signal }), options);
  }
}

/** An id that is none would make another path of the call. @throws ArgumentError */
function voicePath(voiceId: string): string {
  if (!/^[0-9A-Za-z]+$/.test(voiceId)) throw new ArgumentError('a voice id has 26 letters and digits');
  return `/voices/${voiceId}`;
}
