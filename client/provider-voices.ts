import { isProviderVoice, isProviderVoicePage, isVoice } from './answers.ts';
import type { Caller, CallOptions } from './caller.ts';
import { ArgumentError } from './errors.ts';
import type { ProviderVoicePage, ProviderVoiceView, VoiceView } from './types.ts';

/** One of the lists that a provider account has. */
export interface ProviderList {
  readonly family: VoiceView['family'];
  readonly scope: VoiceView['scope'];
}

export interface ProviderPageOptions extends CallOptions {
  /** From 0. */
  readonly pageIndex?: number;
  /** 1 to 100. @default 10 */
  readonly pageSize?: number;
  /** CosyVoice only: the beginning of the provider-side name. */
  readonly prefix?: string;
}

export interface ImportedVoice {
  readonly voice: VoiceView;
  /** False if the voice had a record already. */
  readonly isNew: boolean;
}

/** What the provider has, live, whoever made it. These calls need a key with the scope admin. */
export class ProviderVoices {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** A page of one of the provider's lists; each voice with the id of its record, where it has one. */
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
    return (await this.#caller.json(isProviderVoicePage, 'GET', path, [200], { query, signal })).value;
  }

  /** All voices of one of the provider's lists, to its empty page. What comes or goes meanwhile may be missed, or met twice. */
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

  async get(
    providerVoiceId: string,
    { family, scope }: ProviderList,
    { signal }: CallOptions = {},
  ): Promise<ProviderVoiceView> {
    const path = providerPath(providerVoiceId);
    const query = { family, scope };
    return (await this.#caller.json(isProviderVoice, 'GET', path, [200], { query, signal })).value;
  }

  /** Gives a voice that was made elsewhere a record, an owner and a life in the deployment. Safe to repeat. */
  async import(
    providerVoiceId: string,
    request: ProviderList & {
      readonly name?: string;
      readonly labels?: Readonly<Record<string, string>>;
    },
    { signal }: CallOptions = {},
  ): Promise<ImportedVoice> {
    const path = `${providerPath(providerVoiceId)}/import`;
    const parts = { body: request, signal };
    const { value, status } = await this.#caller.json(isVoice, 'POST', path, [200, 201], parts);
    return { voice: value, isNew: status === 201 };
  }
}

/** An id that is none would make another path of the call. @throws ArgumentError */
function providerPath(providerVoiceId: string): string {
  if (/^\w[\w.-]*$/.test(providerVoiceId)) return `/provider/voices/${providerVoiceId}`;
  throw new ArgumentError('a provider’s voice id has letters, digits, dashes, underscores and dots');
}
