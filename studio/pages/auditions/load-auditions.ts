import type { AuditionFilter, AuditionPage, ListedAuditionView, PageOptions } from '../../../client/index.ts';

type ListPage = (filter: AuditionFilter, options: PageOptions) => Promise<AuditionPage>;

/** The beginning of the list of auditions, as far as it is loaded. */
export interface LoadedAuditions {
  /** Newest first. */
  readonly auditions: readonly ListedAuditionView[];
  readonly hasMore: boolean;
  /** Number of pages that it consists of. */
  readonly size: number;
  /** The time from which the next refresh asks for changes. */
  readonly asOf: string;
}

/** Auditions in a page of the list. */
const pageSize = 50;
/**
 * While nothing changes, the same `asOf` is used for this long, in milliseconds. The list is then the same object, and the
 * page refreshes it less often.
 */
const keepMs = 5 * 60_000;

/**
 * Brings the list up to date: loads its first pages, or only what has changed.
 *
 * @param size pages that the user has asked for
 * @returns `loaded` itself if nothing has changed
 */
export async function loadAuditions(
  listPage: ListPage,
  filter: AuditionFilter,
  size: number,
  loaded: LoadedAuditions | undefined,
  signal: AbortSignal,
): Promise<LoadedAuditions> {
  if (loaded?.size !== size) return loadPages(listPage, filter, size, signal);
  const { status, ...others } = filter;
  const changes = await listPage({ ...others, changedSince: loaded.asOf }, { limit: pageSize, signal });
  // With more changes than a page has, the list is loaded again.
  if (changes.cursor !== null) return loadPages(listPage, filter, size, signal);
  return mergeChanges(loaded, changes, status);
}

async function loadPages(
  listPage: ListPage,
  filter: AuditionFilter,
  size: number,
  signal: AbortSignal,
): Promise<LoadedAuditions> {
  const pages: AuditionPage[] = [];
  let cursor: string | null = null;
  do {
    const page = await listPage(filter, { limit: pageSize, signal, ...(cursor !== null && { cursor }) });
    pages.push(page);
    ({ cursor } = page);
  } while (cursor !== null && pages.length < size);
  const auditions = pages.flatMap((page) => page.auditions);
  return { auditions, hasMore: cursor !== null, size, asOf: pages[0]?.asOf ?? '' };
}

/**
 * Replaces the auditions that have changed, adds new ones, and removes those that no longer match the status of the filter.
 * Auditions after the loaded part are left out; they come with their page.
 */
function mergeChanges(
  loaded: LoadedAuditions,
  { auditions: changed, asOf }: AuditionPage,
  status: AuditionFilter['status'],
): LoadedAuditions {
  const byId = new Map(loaded.auditions.map((audition) => [audition.auditionId, audition]));
  const last = loaded.auditions.at(-1)?.auditionId ?? '';
  let hasChanged = false;
  for (const audition of changed) {
    const { auditionId } = audition;
    const known = byId.get(auditionId);
    if (status !== undefined && audition.status !== status) {
      hasChanged = byId.delete(auditionId) || hasChanged;
    } else if (known !== undefined || !loaded.hasMore || auditionId > last) {
      // Lists of changes repeat those of the last minute.
      if (known !== undefined && JSON.stringify(known) === JSON.stringify(audition)) continue;
      byId.set(auditionId, audition);
      hasChanged = true;
    }
  }
  if (!hasChanged) return Date.parse(asOf) - Date.parse(loaded.asOf) < keepMs ? loaded : { ...loaded, asOf };
  const auditions = [...byId.values()].toSorted((one, other) => (one.auditionId < other.auditionId ? 1 : -1));
  return { ...loaded, auditions, asOf };
}
