import type { RetryPolicy } from './retry-policy.ts';
import type { Status, VoiceView } from './types.ts';

/**
 * The settings of a {@link VoiceClient}.
 *
 * @example
 * const settings: VoiceClientSettings = { apiUrl, apiKey, timeoutMs: 5_000 };
 * new VoiceClient(settings);
 */
export interface VoiceClientSettings {
  /** The stack output `ApiUrl`, which includes the stage: `https://….execute-api.….amazonaws.com/v1`. */
  readonly apiUrl: string;
  /** A key of the deployment. `voice keys create` makes one. */
  readonly apiKey: string;
  /** Time limit of one attempt, in milliseconds. @default 30 000, just above the limit of API Gateway */
  readonly timeoutMs?: number;
  /** @default five attempts within a few seconds */
  readonly retries?: RetryPolicy;
}

/**
 * Options of every call.
 *
 * @example
 * const options: CallOptions = { signal: AbortSignal.timeout(10_000) };
 * await client.get(voiceId, options);
 */
export interface CallOptions {
  /** Ends the call and its retries when it is aborted. The call then throws the reason of the signal. */
  readonly signal?: AbortSignal;
}

/**
 * Options of {@link VoiceClient.create}.
 *
 * @example
 * const options: CreateOptions = { idempotencyKey: 'order-4711' };
 * await client.create(request, options);
 */
export interface CreateOptions extends CallOptions {
  /**
   * Requests with the same key create one voice, within 24 hours. Choose a key that outlives your process if you want to
   * repeat a request after a crash. @default a random key, which makes the retries of this call safe
   */
  readonly idempotencyKey?: string;
}

/**
 * The result of {@link VoiceClient.create}.
 *
 * @example
 * const { voice, replayed }: CreatedVoice = await client.create(request, { idempotencyKey: 'order-4711' });
 */
export interface CreatedVoice {
  readonly voice: VoiceView;
  /** True if an earlier request had the same idempotency key. `voice` is then the voice of that request. */
  readonly replayed: boolean;
}

/**
 * Filters for a list of voices. A voice must match all of them.
 *
 * @example
 * const filter: VoiceFilter = { status: 'OK', label: { key: 'project', value: 'audiobook' } };
 * for await (const voice of client.listVoices(filter)) console.log(voice.voiceId);
 */
export interface VoiceFilter {
  readonly family?: VoiceView['family'];
  readonly scope?: VoiceView['scope'];
  readonly status?: Status;
  readonly targetModel?: string;
  /** The owner of the API key that requested the voice, or `event:<source>`. */
  readonly createdBy?: string;
  readonly label?: { readonly key: string; readonly value: string };
  /** Only voices that have changed since the list that returned this `asOf`. Cannot be combined with `status`. */
  readonly changedSince?: string;
}

/**
 * Options of {@link VoiceClient.listPage}.
 *
 * @example
 * const options: PageOptions = { limit: 50 };
 * await client.listPage({ status: 'OK' }, options);
 */
export interface PageOptions extends CallOptions {
  /** Maximum number of voices in the page, 1 to 100. @default 20 */
  readonly limit?: number;
  /** The `cursor` of the previous page. */
  readonly cursor?: string;
}

/**
 * One page of a list of voices.
 *
 * @example
 * const { voices, cursor }: VoicePage = await client.listPage();
 */
export interface VoicePage {
  readonly voices: readonly VoiceView[];
  /** Pass it to the next call to get the next page. Null on the last page. */
  readonly cursor: string | null;
  /** The `changedSince` of the next list. All pages of a list have the same. */
  readonly asOf: string;
}

/**
 * The audio of a preview.
 *
 * @example
 * const { mediaType, bytes }: PreviewAudio = await client.preview(voiceId);
 */
export interface PreviewAudio {
  /** For example `audio/wav`. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}
