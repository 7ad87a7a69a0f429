import type { AuditionFilter, AuditionPage, ListedAuditionView } from '../../../client/index.ts';

interface AuditionLists {
  listPage(
    filter: AuditionFilter,
    options: { readonly limit: number; readonly cursor?: string | undefined; readonly signal: AbortSignal },
  ): Promise<AuditionPage>;
}

/** The shown part of the list. */
export interface LoadedAuditions {
  readonly auditions: readonly ListedAuditionView[];
  readonly hasMore: boolean;
  /** Number of pages that it consists of. */
  readonly size: number;
}

/** Auditions in a page of the list. */
const pageSize = 50;

/** Loads the first pages of the list. */
export async function loadAuditions(
  lists: AuditionLists,
  filter: AuditionFilter,
  size: number,
  signal: AbortSignal,
): Promise<LoadedAuditions> {
  const auditions: ListedAuditionView[] = [];
  let cursor: string | undefined;
  for (let loaded = 0; loaded < size; loaded += 1) {
    const page = await lists.listPage(filter, { limit: pageSize, cursor, signal });
    auditions.push(...page.auditions);
    cursor = page.cursor ?? undefined;
    if (cursor === undefined) break;
  }
  return { auditions, hasMore: cursor !== undefined, size };
}
