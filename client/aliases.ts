import { ArgumentError } from './errors.ts';
import { isAlias, isAliasPage, isAudition, isDeletedAlias, isVoice } from './response-guards.ts';
import type { Transport } from './transport.ts';
import type {
  AliasView,
  AuditionView,
  DeletedAlias,
  ListedAlias,
  RemakeRequest,
  VoiceView,
} from './types.ts';
import type { CallOptions, PageOptions } from './voice-client-types.ts';

/**
 * Options of a change of an alias.
 *
 * @example
 * const options: AliasChangeOptions = { ifVersion: 3 };
 * await client.aliases.set('evening-reader', voiceId, options);
 */
export interface AliasChangeOptions extends CallOptions {
  /** The version that the alias must have; 0 if it must not exist. Another version fails with `version_mismatch`. */
  readonly ifVersion?: number;
}

/**
 * The fields of a description that a remake changes. Null resets an optional field to its default. A new alias needs all
 * required fields of a {@link VoiceRequest}.
 *
 * @example
 * const changes: RemakeChanges = { targetModel: 'cosyvoice-v3.5-flash', language: null };
 * await client.aliases.remake('evening-reader', changes);
 */
export type RemakeChanges = {
  readonly [Field in Exclude<keyof RemakeRequest, 'candidates'>]?: RemakeRequest[Field] | null;
};

/**
 * Options of {@link Aliases.remake}.
 *
 * @example
 * const options: RemakeOptions = { idempotencyKey: 'move-to-v4' };
 * await client.aliases.remake('evening-reader', { targetModel: 'cosyvoice-v4' }, options);
 */
export interface RemakeOptions extends AliasChangeOptions {
  /** Calls with the same key lead to one voice. @default a random key, which makes the retries of this call safe */
  readonly idempotencyKey?: string;
}

/**
 * Filter for a list of aliases.
 *
 * @example
 * const { asOf } = await client.aliases.listPage();
 * const filter: AliasFilter = { changedSince: asOf };
 * const { aliases } = await client.aliases.listPage(filter);
 */
export interface AliasFilter {
  /** Only aliases that have changed or were deleted since the list that returned this `asOf`. */
  readonly changedSince?: string;
}

/**
 * One page of a list of aliases.
 *
 * @example
 * const { aliases, cursor }: AliasPage = await client.aliases.listPage();
 */
export interface AliasPage {
  readonly aliases: readonly ListedAlias[];
  /** Aliases that were deleted since `changedSince`. Empty without it. */
  readonly deleted: readonly DeletedAlias[];
  /** Pass it to the next call to get the next page. Null on the last page. */
  readonly cursor: string | null;
  /** The `changedSince` of the next list. All pages of a list have the same. */
  readonly asOf: string;
}

/**
 * Lasting names of voices, available as `client.aliases`.
 *
 * @example
 * const { use } = await client.aliases.get('evening-reader');
 */
export class Aliases {
  readonly #transport: Transport;

  /** @internal */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Returns an alias with the parameters of a synthesis call.
   *
   * @example
   * const { voiceId, use } = await client.aliases.get('evening-reader');
   */
  async get(alias: string, { signal }: CallOptions = {}): Promise<AliasView> {
    return this.#transport.sendForValue(isAlias, { method: 'GET', path: aliasPath(alias), signal });
  }

  /**
   * Returns one page of aliases in alphabetical order, or of those that have changed since a time, in no particular order.
   *
   * @example
   * const { asOf } = await client.aliases.listPage();
   * const { aliases, deleted } = await client.aliases.listPage({ changedSince: asOf });
   */
  async listPage(
    { changedSince }: AliasFilter = {},
    { limit, cursor, signal }: PageOptions = {},
  ): Promise<AliasPage> {
    return this.#transport.sendForValue(isAliasPage, {
      method: 'GET',
      path: '/aliases',
      query: { changedSince, limit: limit?.toString(), cursor },
      signal,
    });
  }

  /**
   * Iterates over all aliases in alphabetical order. Loads pages as they are needed.
   *
   * @example
   * for await (const { alias, voiceId } of client.aliases.list()) console.log(alias, voiceId);
   */
  async *list({ signal }: CallOptions = {}): AsyncGenerator<ListedAlias, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await this.listPage({}, { limit: 100, cursor, signal });
      yield* page.aliases;
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
  }

  /**
   * Creates an alias or moves it to a voice, which must be `OK`.
   *
   * @example
   * const { version } = await client.aliases.set('evening-reader', voiceId);
   */
  async set(
    alias: string,
    voiceId: string,
    { ifVersion, signal }: AliasChangeOptions = {},
  ): Promise<AliasView> {
    return this.#transport.sendForValue(isAlias, {
      method: 'PUT',
      path: aliasPath(alias),
      accepts: [200, 201],
      headers: ifMatch(ifVersion),
      body: { voiceId },
      signal,
    });
  }

  /**
   * Deletes an alias. Its voice stays.
   *
   * @example
   * await client.aliases.delete('evening-reader', { ifVersion: 3 });
   */
  async delete(alias: string, { ifVersion, signal }: AliasChangeOptions = {}): Promise<DeletedAlias> {
    return this.#transport.sendForValue(isDeletedAlias, {
      method: 'DELETE',
      path: aliasPath(alias),
      headers: ifMatch(ifVersion),
      signal,
    });
  }

  /**
   * Requests a new voice for an alias, which moves to it once it is `OK`. An alias that does not exist is created then.
   *
   * @param changes the fields of the description that change, or all required fields for a new alias
   *
   * @example
   * const { voiceId } = await client.aliases.remake('evening-reader', { targetModel: 'cosyvoice-v3.5-flash' });
   */
  async remake(alias: string, changes: RemakeChanges, options: RemakeOptions = {}): Promise<VoiceView> {
    return this.remakeUnchecked(alias, changes, options);
  }

  /**
   * Like `remake`, for changes of unknown shape, such as those from a file.
   *
   * @example
   * const changes: object = JSON.parse(fileContent);
   * const { voiceId } = await client.aliases.remakeUnchecked('evening-reader', changes);
   */
  async remakeUnchecked(alias: string, changes: object, options: RemakeOptions = {}): Promise<VoiceView> {
    return this.#remake(isVoice, alias, changes, options);
  }

  /**
   * Requests an audition for an alias, which moves to the candidate that is chosen. Choose it with
   * `client.auditions.choose`. If the audition fails, lapses or is cancelled, the alias stays where it is.
   *
   * @param candidates number of voices, 2 to 10
   * @param changes the fields of the description that change, or all required fields for a new alias
   *
   * @example
   * const { auditionId } = await client.aliases.remakeWithCandidates('evening-reader', 3, {
   *   targetModel: 'cosyvoice-v3.5-flash',
   * });
   */
  async remakeWithCandidates(
    alias: string,
    candidates: number,
    changes: RemakeChanges,
    options: RemakeOptions = {},
  ): Promise<AuditionView> {
    return this.remakeWithCandidatesUnchecked(alias, candidates, changes, options);
  }

  /**
   * Like `remakeWithCandidates`, for changes of unknown shape, such as those from a file.
   *
   * @example
   * const changes: object = JSON.parse(fileContent);
   * const { auditionId } = await client.aliases.remakeWithCandidatesUnchecked('evening-reader', 3, changes);
   */
  async remakeWithCandidatesUnchecked(
    alias: string,
    candidates: number,
    changes: object,
    options: RemakeOptions = {},
  ): Promise<AuditionView> {
    return this.#remake(isAudition, alias, { ...changes, candidates }, options);
  }

  async #remake<View>(
    isView: (value: unknown) => value is View,
    alias: string,
    body: object,
    options: RemakeOptions,
  ): Promise<View> {
    const { ifVersion, idempotencyKey = crypto.randomUUID(), signal } = options;
    const headers = { 'Idempotency-Key': idempotencyKey, ...ifMatch(ifVersion) };
    const path = `${aliasPath(alias)}/remake`;
    return this.#transport.sendForValue(isView, {
      method: 'POST',
      path,
      accepts: [200, 202],
      headers,
      body,
      signal,
    });
  }
}

function ifMatch(version: number | undefined): Readonly<Record<string, string>> {
  return version === undefined ? {} : { 'If-Match': `"${version}"` };
}

/** Rejects an alias that would change the path of the request. @throws ArgumentError */
function aliasPath(alias: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(alias)) return `/aliases/${alias}`;
  throw new ArgumentError(
    'An alias has 1 to 63 lower-case letters, digits and dashes, and does not begin with a dash.',
  );
}
