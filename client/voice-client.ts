import { Aliases } from './aliases.ts';
import { Auditions } from './auditions.ts';
import { Deployment } from './deployment.ts';
import { ArgumentError } from './errors.ts';
import { downloadPreview, linkOfPreview } from './preview-calls.ts';
import { ProviderVoices } from './provider-voices.ts';
import { isCapacities, isDryRun, isRefreshedVoice, isVoice, isVoicePage } from './response-guards.ts';
import { defaultRetries } from './retry-policy.ts';
import { Transport } from './transport.ts';
import type { Capacity, DryRun, PreviewLink, RefreshedVoiceView, VoiceRequest, VoiceView } from './types.ts';
import type {
  CallOptions,
  CreatedVoice,
  CreateOptions,
  PageOptions,
  PreviewAudio,
  VoiceClientSettings,
  VoiceFilter,
  VoicePage,
} from './voice-client-types.ts';
import { type WaitOptions, waitUntilSettled } from './wait-until-settled.ts';

/**
 * A client of a deployment's HTTP API. Every call may throw `ProblemError`, `NoResponseError` or
 * `UnexpectedResponseError`. A call is retried where that is safe.
 *
 * @example
 * const client = new VoiceClient({ apiUrl, apiKey });
 * const { voice } = await client.create(request);
 * const { use } = await client.waitUntilSettled(voice.voiceId);
 */
export class VoiceClient {
  readonly #transport: Transport;
  /** Lasting names of voices. */
  readonly aliases: Aliases;
  /** Auditions: several candidates of one description, of which one is chosen. */
  readonly auditions: Auditions;
  /** The deployment itself and the permissions of the key. */
  readonly deployment: Deployment;
  /** The voices in the provider account, read live. */
  readonly provider: ProviderVoices;

  /** @throws ArgumentError for a URL that is neither https nor loopback, or for an invalid key */
  constructor({ apiUrl, apiKey, timeoutMs = 30_000, retries = defaultRetries }: VoiceClientSettings) {
    this.#transport = new Transport(apiUrl, apiKey, { timeoutMs, retries });
    this.aliases = new Aliases(this.#transport);
    this.auditions = new Auditions(this.#transport);
    this.deployment = new Deployment(this.#transport);
    this.provider = new ProviderVoices(this.#transport);
  }

  /**
   * Requests a voice. Returns its record as soon as it is stored; `waitUntilSettled` waits for the voice itself.
   *
   * @example
   * const { voice } = await client.create(
   *   {
   *     family: 'cosyvoice',
   *     targetModel: 'cosyvoice-v3.5-plus',
   *     voicePrompt: 'A warm, unhurried woman in her forties',
   *     previewText: 'Good evening. The ferry leaves at nine.',
   *   },
   *   { idempotencyKey: 'order-4711' },
   * );
   */
  async create(request: VoiceRequest, options: CreateOptions = {}): Promise<CreatedVoice> {
    return this.createUnchecked(request, options);
  }

  /**
   * Like `create`, for a request of unknown shape, such as one from a file. The API validates it and lists every invalid
   * field in `ProblemError.problem.errors`.
   *
   * @example
   * const request: object = JSON.parse(fileContent);
   * const { voice } = await client.createUnchecked(request);
   */
  async createUnchecked(request: object, options: CreateOptions = {}): Promise<CreatedVoice> {
    const { idempotencyKey = crypto.randomUUID(), signal } = options;
    if (!/^[\x20-\x7e]*$/.test(idempotencyKey)) {
      throw new ArgumentError('An idempotency key may contain only printable ASCII characters.');
    }
    const { value, headers } = await this.#transport.sendForJson(isVoice, {
      method: 'POST',
      path: '/voices',
      accepts: [202],
      headers: { 'Idempotency-Key': idempotencyKey },
      body: request,
      signal,
    });
    return { voice: value, replayed: headers.get('idempotent-replayed') === 'true' };
  }

  /**
   * Checks a request without making it, and returns warnings, advice on the description, the cost, and the free places.
   * Nothing is recorded, and the provider is not called. Throws the same `ProblemError` as `create` for invalid fields.
   *
   * @example
   * const { valid, advice, cost } = await client.dryRun({
   *   family: 'cosyvoice',
   *   targetModel: 'cosyvoice-v3.5-plus',
   *   voicePrompt: 'A nice voice',
   *   previewText: 'Good evening. The ferry leaves at nine.',
   * });
   */
  async dryRun(request: VoiceRequest, options: CallOptions = {}): Promise<DryRun> {
    return this.dryRunUnchecked(request, options);
  }

  /**
   * Like `dryRun`, for a request of unknown shape, such as one from a file.
   *
   * @example
   * const request: object = JSON.parse(fileContent);
   * const { valid } = await client.dryRunUnchecked(request);
   */
  async dryRunUnchecked(request: object, { signal }: CallOptions = {}): Promise<DryRun> {
    return this.#transport.sendForValue(isDryRun, {
      method: 'POST',
      path: '/voices',
      query: { dryRun: 'true' },
      body: request,
      signal,
    });
  }

  /**
   * Returns the record of a voice.
   *
   * @example
   * const { status, use } = await client.get(voiceId);
   */
  async get(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    return this.#transport.sendForValue(isVoice, { method: 'GET', path: voicePath(voiceId), signal });
  }

  /**
   * Returns the record of a voice together with its current status at the provider. `providerStatus` is null if the
   * provider did not return a status.
   *
   * @example
   * const { status, providerStatus } = await client.refresh(voiceId);
   */
  async refresh(voiceId: string, { signal }: CallOptions = {}): Promise<RefreshedVoiceView> {
    return this.#transport.sendForValue(isRefreshedVoice, {
      method: 'GET',
      path: voicePath(voiceId),
      query: { refresh: 'true' },
      signal,
    });
  }

  /**
   * Returns one page of voices, newest first, or of those that have changed, in no particular order. With a filter, a page
   * may be short or empty although more pages follow.
   *
   * @example
   * const { voices, cursor } = await client.listPage({ status: 'OK' }, { limit: 50 });
   */
  async listPage(filter: VoiceFilter = {}, { limit, cursor, signal }: PageOptions = {}): Promise<VoicePage> {
    const { label, ...others } = filter;
    const query = {
      ...others,
      label: label && `${label.key}:${label.value}`,
      limit: limit?.toString(),
      cursor,
    };
    return this.#transport.sendForValue(isVoicePage, { method: 'GET', path: '/voices', signal, query });
  }

  /**
   * Iterates over all voices that match the filter, newest first. Loads pages as they are needed.
   *
   * @param options `limit` is the size of a page
   *
   * @example
   * for await (const voice of client.listVoices({ status: 'OK' })) console.log(voice.voiceId);
   */
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

  /**
   * Downloads the audio of the preview through a signed link. The API key is not sent to that link.
   *
   * @example
   * const { mediaType, bytes } = await client.preview(voiceId);
   */
  async preview(voiceId: string, options: CallOptions = {}): Promise<PreviewAudio> {
    return downloadPreview(this.#transport, `${voicePath(voiceId)}/preview`, options);
  }

  /**
   * Returns a signed link to the audio of the preview, which works without the API key for minutes.
   *
   * @example
   * const { url, expiresAt } = await client.previewLink(voiceId);
   */
  async previewLink(voiceId: string, { signal }: CallOptions = {}): Promise<PreviewLink> {
    return linkOfPreview(this.#transport, `${voicePath(voiceId)}/preview`, { as: 'link', signal });
  }

  /**
   * Returns a signed link that makes a browser save the audio of the preview as a file. It works without the API key for
   * minutes.
   *
   * @example
   * const href = await client.downloadLink(voiceId);
   */
  async downloadLink(voiceId: string, { signal }: CallOptions = {}): Promise<string> {
    const path = `${voicePath(voiceId)}/preview`;
    const { url } = await linkOfPreview(this.#transport, path, { as: 'download-link', signal });
    return url;
  }

  /**
   * Deletes a voice so that `restore` can undo it until `restorableUntil`. A voice that is being created keeps its status
   * until the provider has created it.
   *
   * @example
   * const { restorableUntil } = await client.delete(voiceId);
   */
  async delete(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    const path = voicePath(voiceId);
    return this.#transport.sendForValue(isVoice, { method: 'DELETE', path, accepts: [200, 202], signal });
  }

  /**
   * Deletes a voice permanently. Returns the deleted voice after its purge has started. The purge is complete when `get`
   * shows the status `PURGED`. A voice that is being created keeps its status, and a scheduled purge removes it later. The
   * API key needs the scope admin.
   *
   * @example
   * await client.purge(voiceId);
   */
  async purge(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    return this.#transport.sendForValue(isVoice, {
      method: 'DELETE',
      path: voicePath(voiceId),
      accepts: [200, 202],
      query: { purge: 'true' },
      signal,
    });
  }

  /**
   * Restores a deleted voice. The call is not retried when its response is lost, because a second call for a restored
   * voice fails with `invalid_state`.
   *
   * @example
   * const { status } = await client.restore(voiceId);
   */
  async restore(voiceId: string, { signal }: CallOptions = {}): Promise<VoiceView> {
    const path = `${voicePath(voiceId)}/restore`;
    return this.#transport.sendForValue(isVoice, { method: 'POST', path, signal, idempotent: false });
  }

  /**
   * Returns how many voices each list of the provider account holds, as of the last count.
   *
   * @example
   * for (const { family, scope, used, limit } of await client.capacity()) console.log(family, scope, used, limit);
   */
  async capacity({ signal }: CallOptions = {}): Promise<readonly Capacity[]> {
    return this.#transport.sendForValue(isCapacities, { method: 'GET', path: '/capacity', signal });
  }

  /**
   * Polls a voice until its workflow has nothing left to do, and returns it. Check its `status`: only `OK` means that the
   * voice can be used.
   *
   * @throws WaitTimeoutError, in addition to the errors of every call
   *
   * @example
   * const { status, use } = await client.waitUntilSettled(voiceId, { timeoutMs: 600_000 });
   */
  async waitUntilSettled(voiceId: string, options: WaitOptions = {}): Promise<VoiceView> {
    return waitUntilSettled(voiceId, (signal) => this.get(voiceId, { signal }), options);
  }
}

/** Rejects an id that would change the path of the request. @throws ArgumentError */
function voicePath(voiceId: string): string {
  if (!/^[0-9A-Za-z]+$/.test(voiceId))
    throw new ArgumentError('A voice id consists of 26 letters and digits.');
  return `/voices/${voiceId}`;
}
