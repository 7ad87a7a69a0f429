import type { Aliases, ListedAlias } from '../../../client/index.ts';

/** The list of aliases as far as it is known. */
export interface LoadedAliases {
  /** In alphabetical order. */
  readonly aliases: readonly ListedAlias[];
  /** The time from which the next refresh asks for changes. */
  readonly asOf: string;
}

/** Reads the list, or only what has changed since it was read. @returns `loaded` itself if nothing has changed */
export async function loadAliases(
  aliases: Pick<Aliases, 'listPage'>,
  loaded: LoadedAliases | undefined,
  signal: AbortSignal,
): Promise<LoadedAliases> {
  const byName = new Map(loaded?.aliases.map((each) => [each.alias, each]));
  const filter = loaded && { changedSince: loaded.asOf };
  let isChanged = loaded === undefined;
  let cursor: string | undefined;
  for (;;) {
    const page = await aliases.listPage(filter, {
      limit: 100,
      signal,
      ...(cursor !== undefined && { cursor }),
    });
    for (const each of page.aliases) {
      // The list repeats the changes of the last minute.
      isChanged ||= byName.get(each.alias)?.updatedAt !== each.updatedAt;
      byName.set(each.alias, each);
    }
    for (const { alias } of page.deleted) isChanged = byName.delete(alias) || isChanged;
    if (page.cursor === null) {
      if (loaded && !isChanged) return loaded;
      const sorted = [...byName.values()].sort((one, other) => (one.alias < other.alias ? -1 : 1));
      return { aliases: sorted, asOf: page.asOf };
    }
    cursor = page.cursor;
  }
}
