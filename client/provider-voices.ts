import { ArgumentError } from './errors.ts';
import { isProviderVoice, isProviderVoicePage, isVoice } from './response-guards.ts';
import type { Transport } from './transport.ts';
import type { ProviderVoicePage, ProviderVoiceView, VoiceView } from './types.ts';
import type { CallOptions } from './voice-client-types.ts';

/**
 * Identifies one voice list of the provider account. The provider keeps one for each family and scope.
 *
 * @example
 * const list: ProviderList = { family: 'cosyvoice', scope: 'mainland' };
 * for await (const voice of client.provider.list(list)) console.log(voice.providerVoiceId);
 */
export interface ProviderList {
  readonly family: VoiceView['family'];
  readonly scope: VoiceView['scope'];
}

/**
 * Options of {@link ProviderVoices.listPage}.
 *
 * @example
 * const options: ProviderPageOptions = { pageIndex: 1, pageSize: 50 };
 * await client.provider.listPage({ family: 'cosyvoice', scope: 'mainland' }, options);
 */
export interface ProviderPageOptions extends CallOptions {
  /** Number of the page, counted from 0. @default 0 */
  readonly pageIndex?: number;
  /** Number of voices in a page, 1 to 100. @default 10 */
  readonly pageSize?: number;
  /** Only voices whose provider-side name starts with this prefix. CosyVoice only. */
  readonly prefix?: string;
}

/**
 * The body of {@link ProviderVoices.import}.
 *
 * @example
 * const request: ImportRequest = { family: 'cosyvoice', scope: 'mainland', name: 'Announcer' };
 * await client.provider.import(providerVoiceId, request);
 */
export interface ImportRequest extends ProviderList {
  /** Display name. It is not sent to the provider. */
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * The result of {@link ProviderVoices.import}.
 *
 * @example
 * const list: ProviderList = { family: 'cosyvoice', scope: 'mainland' };
 * const { voice, isNew }: ImportedVoice = await client.provider.import(providerVoiceId, list);
 */
export interface ImportedVoice {
  readonly voice: VoiceView;
  /** False if the voice already had a record. */
  readonly isNew: boolean;
}

/**
 * The voices in the provider account, read live, including those that the deployment did not create. The API key needs
 * the scope admin.
 *
 * @example
 * const voices: ProviderVoices = client.provider;
 * await voices.listPage({ family: 'cosyvoice', scope: 'mainland' });
 */
export class ProviderVoices {
  readonly #transport: Transport;

  /** @internal */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Returns one page of a list. A voice that has a record in the deployment carries its `voiceId`.
   *
   * @example
   * const { voices } = await client.provider.listPage({ family: 'cosyvoice', scope: 'mainland' }, { pageSize: 50 });
   */
  async listPage(
    { family, scope }: ProviderList,
    { pageIndex, pageSize, prefix, signal }: ProviderPageOptions = {},
  ): Promise<ProviderVoicePage> {
    const query = {
      family,
      scope,
      pageIndex: pageIndex?.toString(),
      pageSize: pageSize?.toString(),
      prefix,
    };
    const path = '/provider/voices';
    return this.#transport.sendForValue(isProviderVoicePage, { method: 'GET', path, query, signal });
  }

  /**
   * Iterates over a whole list, up to its first empty page. A voice that is created or deleted meanwhile may be missing or
   * appear twice.
   *
   * @example
   * for await (const voice of client.provider.list({ family: 'cosyvoice', scope: 'mainland' })) {
   *   if (voice.voiceId === null) console.log(`${voice.providerVoiceId} has no record`);
   * }
   */
  async *list(
    list: ProviderList,
    { prefix, pageSize = 100, signal }: Omit<ProviderPageOptions, 'pageIndex'> = {},
  ): AsyncGenerator<ProviderVoiceView, void, undefined> {
    for (let pageIndex = 0; ; pageIndex += 1) {
      const page = await this.listPage(list, { pageIndex, pageSize, prefix, signal });
      yield* page.voices;
      if (page.voices.length + page.unreadable === 0) return;
    }
  }

  /**
   * Returns one voice as the provider shows it now.
   *
   * @example
   * const voice = await client.provider.get(providerVoiceId, { family: 'cosyvoice', scope: 'mainland' });
   */
  async get(
    providerVoiceId: string,
    { family, scope }: ProviderList,
    { signal }: CallOptions = {},
  ): Promise<ProviderVoiceView> {
    const path = providerVoicePath(providerVoiceId);
    const query = { family, scope };
    return this.#transport.sendForValue(isProviderVoice, { method: 'GET', path, query, signal });
  }

  /**
   * Adds a record for a voice that was created elsewhere. The deployment then watches, deletes and purges it like its own
   * voices. Safe to repeat.
   *
   * @example
   * const list = { family: 'cosyvoice', scope: 'mainland' } as const;
   * const { voice } = await client.provider.import(providerVoiceId, { ...list, name: 'Announcer' });
   */
  async import(
    providerVoiceId: string,
    request: ImportRequest,
    { signal }: CallOptions = {},
  ): Promise<ImportedVoice> {
    const path = `${providerVoicePath(providerVoiceId)}/import`;

    const { value, status } = await this.#transport.sendForJson(isVoice, {
      method: 'POST',
      path,
      accepts: [200, 201],
      body: request,
      signal,
    });
    return { voice: value, isNew: status === 201 };
  }
}

/** Rejects an id that would change the path of the request. @throws ArgumentError */
function providerVoicePath(providerVoiceId: string): string {
  if (/^\w[\w.-]*$/.test(providerVoiceId)) return `/provider/voices/${providerVoiceId}`;
  throw new ArgumentError(
    'A provider voice id consists of letters, digits, dashes, underscores and dots, and does not start with a dash or a dot.',
  );
}
