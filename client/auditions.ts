import { ArgumentError, AuditionWaitTimeoutError } from './errors.ts';
import { pollUntil } from './poll-until.ts';
import { isAudition, isAuditionPage, isDryRun } from './response-guards.ts';
import type { Transport } from './transport.ts';
import type { AuditionRequest, AuditionStatus, AuditionView, DryRun, ListedAuditionView } from './types.ts';
import type { CallOptions, CreateOptions, PageOptions } from './voice-client-types.ts';
import type { WaitOptions } from './wait-until-settled.ts';

/**
 * The result of {@link Auditions.create}.
 *
 * @example
 * const { audition, replayed }: CreatedAudition = await client.auditions.create(request);
 */
export interface CreatedAudition {
  readonly audition: AuditionView;
  /** True if an earlier request had the same idempotency key. `audition` is then the audition of that request. */
  readonly replayed: boolean;
}

/**
 * Filters for a list of auditions. An audition must match all of them.
 *
 * @example
 * const filter: AuditionFilter = { status: 'READY' };
 * for await (const audition of client.auditions.list(filter)) console.log(audition.auditionId);
 */
export interface AuditionFilter {
  readonly status?: AuditionStatus;
  /** The owner of the API key that requested the audition, or `event:<source>`. */
  readonly createdBy?: string;
  readonly label?: { readonly key: string; readonly value: string };
  /** Only auditions that have changed since the list that returned this `asOf`. Cannot be combined with `status`. */
  readonly changedSince?: string;
}

/**
 * One page of a list of auditions.
 *
 * @example
 * const { auditions, cursor }: AuditionPage = await client.auditions.listPage();
 */
export interface AuditionPage {
  readonly auditions: readonly ListedAuditionView[];
  /** Pass it to the next call to get the next page. Null on the last page. */
  readonly cursor: string | null;
  /** The `changedSince` of the next list. All pages of a list have the same. */
  readonly asOf: string;
}

/**
 * Options of {@link Auditions.waitUntilSettled}.
 *
 * @example
 * const options: AuditionWaitOptions = { onProgress: ({ candidates }) => console.log(candidates.length) };
 * await client.auditions.waitUntilSettled(auditionId, options);
 */
export interface AuditionWaitOptions extends Omit<WaitOptions, 'onProgress'> {
  /** Called after every successful poll, even if nothing has changed. */
  readonly onProgress?: (audition: AuditionView) => void;
}

/**
 * Options of {@link Auditions.choose}.
 *
 * @example
 * const options: ChoiceOptions = { alias: 'narrator' };
 * await client.auditions.choose(auditionId, voiceId, options);
 */
export interface ChoiceOptions extends CallOptions {
  /** The alias that the choice points at the voice. @default the alias of the audition's request, if it has one */
  readonly alias?: string;
}

/**
 * Auditions: several candidates of one description, of which one is chosen.
 *
 * @example
 * const { audition } = await client.auditions.create({ ...request, candidates: 3 });
 * const { candidates } = await client.auditions.waitUntilSettled(audition.auditionId);
 */
export class Auditions {
  readonly #transport: Transport;

  /** @internal */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Requests an audition. Returns it as soon as its candidates are recorded.
   *
   * @example
   * const { audition } = await client.auditions.create(
   *   {
   *     family: 'cosyvoice',
   *     targetModel: 'cosyvoice-v3.5-plus',
   *     voicePrompt: 'A warm, unhurried woman in her forties',
   *     previewText: 'Good evening. The ferry leaves at nine.',
   *     candidates: 3,
   *   },
   *   { idempotencyKey: 'narrator-of-book-7' },
   * );
   */
  async create(request: AuditionRequest, options: CreateOptions = {}): Promise<CreatedAudition> {
    return this.createUnchecked(request, options);
  }

  /**
   * Like `create`, for a request of unknown shape, such as one from a file.
   *
   * @example
   * const request: object = JSON.parse(fileContent);
   * const { audition } = await client.auditions.createUnchecked(request);
   */
  async createUnchecked(request: object, options: CreateOptions = {}): Promise<CreatedAudition> {
    const { idempotencyKey = crypto.randomUUID(), signal } = options;
    if (!/^[\x20-\x7e]*$/.test(idempotencyKey)) {
      throw new ArgumentError('An idempotency key may contain only printable ASCII characters.');
    }
    const { value, headers } = await this.#transport.sendForJson(isAudition, {
      method: 'POST',
      path: '/auditions',
      accepts: [202],
      headers: { 'Idempotency-Key': idempotencyKey },
      body: request,
      signal,
    });
    return { audition: value, replayed: headers.get('idempotent-replayed') === 'true' };
  }

  /**
   * Checks a request without making it, and returns warnings, advice, the cost of all candidates, and the free places.
   *
   * @example
   * const { valid, cost } = await client.auditions.dryRun({ ...request, candidates: 5 });
   */
  async dryRun(request: AuditionRequest, options: CallOptions = {}): Promise<DryRun> {
    return this.dryRunUnchecked(request, options);
  }

  /**
   * Like `dryRun`, for a request of unknown shape, such as one from a file.
   *
   * @example
   * const request: object = JSON.parse(fileContent);
   * const { valid } = await client.auditions.dryRunUnchecked(request);
   */
  async dryRunUnchecked(request: object, { signal }: CallOptions = {}): Promise<DryRun> {
    return this.#transport.sendForValue(isDryRun, {
      method: 'POST',
      path: '/auditions',
      query: { dryRun: 'true' },
      body: request,
      signal,
    });
  }

  /**
   * Returns an audition with its candidates.
   *
   * @example
   * const { status, candidates } = await client.auditions.get(auditionId);
   */
  async get(auditionId: string, { signal }: CallOptions = {}): Promise<AuditionView> {
    const path = auditionPath(auditionId);
    return this.#transport.sendForValue(isAudition, { method: 'GET', path, signal });
  }

  /**
   * Returns one page of auditions, newest first, or of those that have changed, in no particular order. With a filter, a
   * page may be short or empty although more pages follow.
   *
   * @example
   * const { auditions, cursor } = await client.auditions.listPage({ status: 'READY' }, { limit: 50 });
   */
  async listPage(
    { label, ...others }: AuditionFilter = {},
    { limit, cursor, signal }: PageOptions = {},
  ): Promise<AuditionPage> {
    const query = {
      ...others,
      label: label && `${label.key}:${label.value}`,
      limit: limit?.toString(),
      cursor,
    };
    return this.#transport.sendForValue(isAuditionPage, { method: 'GET', path: '/auditions', signal, query });
  }

  /**
   * Iterates over all auditions that match the filter, newest first. Loads pages as they are needed.
   *
   * @param options `limit` is the size of a page
   *
   * @example
   * for await (const { auditionId, status } of client.auditions.list()) console.log(auditionId, status);
   */
  async *list(
    filter: AuditionFilter = {},
    { limit = 100, signal }: Omit<PageOptions, 'cursor'> = {},
  ): AsyncGenerator<ListedAuditionView, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await this.listPage(filter, { limit, cursor, signal });
      yield* page.auditions;
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
  }

  /**
   * Keeps a candidate and deletes the others softly. Another candidate can be chosen later while it can be restored. The
   * alias of the audition, or that of the options, is pointed at the voice in the same step.
   *
   * @example
   * const { chosen } = await client.auditions.choose(auditionId, voiceId, { alias: 'narrator' });
   */
  async choose(
    auditionId: string,
    voiceId: string,
    { alias, signal }: ChoiceOptions = {},
  ): Promise<AuditionView> {
    const path = `${auditionPath(auditionId)}/choice`;
    return this.#transport.sendForValue(isAudition, {
      method: 'POST',
      path,
      body: { voiceId, ...(alias !== undefined && { alias }) },
      signal,
    });
  }

  /**
   * Cancels an audition and deletes all its candidates softly.
   *
   * @example
   * const { status } = await client.auditions.cancel(auditionId);
   */
  async cancel(auditionId: string, { signal }: CallOptions = {}): Promise<AuditionView> {
    const path = auditionPath(auditionId);
    return this.#transport.sendForValue(isAudition, { method: 'DELETE', path, signal });
  }

  /**
   * Polls an audition until it is no longer `OPEN`, and returns it: `READY` if a candidate can be chosen.
   *
   * @throws AuditionWaitTimeoutError, in addition to the errors of every call
   *
   * @example
   * const { status, candidates } = await client.auditions.waitUntilSettled(auditionId);
   */
  async waitUntilSettled(
    auditionId: string,
    { onProgress, ...options }: AuditionWaitOptions = {},
  ): Promise<AuditionView> {
    return pollUntil({
      ...options,
      fetch: (signal) => this.get(auditionId, { signal }),
      isDone: ({ status }) => status !== 'OPEN',
      onPoll: (audition) => onProgress?.(audition),
      timeoutError: (elapsedMs, lastSeen, cause) =>
        new AuditionWaitTimeoutError(auditionId, elapsedMs, lastSeen, cause),
    });
  }
}

/** Rejects an id that would change the path of the request. @throws ArgumentError */
function auditionPath(auditionId: string): string {
  if (!/^[0-9A-Za-z]+$/.test(auditionId))
    throw new ArgumentError('An audition id consists of 26 letters and digits.');
  return `/auditions/${auditionId}`;
}
