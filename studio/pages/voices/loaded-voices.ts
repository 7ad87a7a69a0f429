import type { VoiceClient, VoiceFilter, VoicePage, VoiceView } from '../../../client/index.ts';

/** The beginning of a list of voices, as far as it is loaded. */
export interface LoadedVoices {
  /** Newest first. */
  readonly voices: readonly VoiceView[];
  /** Loads the next page. Null at the end of the list. */
  readonly cursor: string | null;
  /** Number of pages that were loaded. */
  readonly pages: number;
  /** The time from which the next refresh asks for changes. */
  readonly asOf: string;
}

/** Voices of one page. */
export const pageSize = 100;
/** Pages of changes that one refresh reads. With more, the loaded pages are loaded again. */
const maxChangePages = 3;
/** Pages that are read in search of a first match, because a filtered page may be empty although the list continues. */
const maxEmptyPages = 4;

/**
 * While nothing changes, the same `asOf` is used for this long, in milliseconds. The list is then the same object, and the
 * page refreshes it less often.
 */
const keepMs = 5 * 60_000;

type ListPage = VoiceClient['listPage'];

/**
 * Brings the list up to date: it loads the first page, or the next page if one is wanted, or only what has changed.
 *
 * @param wantedPages pages that the user has asked for
 * @returns `loaded` itself if nothing has changed
 */
export async function loadVoices(
  listPage: ListPage,
  filter: VoiceFilter,
  wantedPages: number,
  loaded: LoadedVoices | undefined,
  signal: AbortSignal,
): Promise<LoadedVoices> {
  if (loaded === undefined) return loadFirst(listPage, filter, signal);
  if (wantedPages > loaded.pages && loaded.cursor !== null) {
    const next = await listPage(filter, { limit: pageSize, cursor: loaded.cursor, signal });
    return appendPage(loaded, next);
  }
  const { status: _status, ...others } = filter;
  let changed: VoiceView[] = [];
  let asOf = loaded.asOf;
  let cursor: string | undefined;
  for (let read = 0; read < maxChangePages; read += 1) {
    const parts = { limit: pageSize, signal, ...(cursor !== undefined && { cursor }) };
    const page = await listPage({ ...others, changedSince: loaded.asOf }, parts);
    changed = [...changed, ...page.voices];
    asOf = page.asOf;
    if (page.cursor === null) return mergeChanges(loaded, changed, filter, asOf);
    cursor = page.cursor;
  }
  return loadAgain(listPage, filter, loaded.pages, signal);
}

async function loadAgain(
  listPage: ListPage,
  filter: VoiceFilter,
  pages: number,
  signal: AbortSignal,
): Promise<LoadedVoices> {
  let loaded = await loadFirst(listPage, filter, signal);
  while (loaded.pages < pages && loaded.cursor !== null) {
    const next = await listPage(filter, { limit: pageSize, cursor: loaded.cursor, signal });
    loaded = appendPage(loaded, next);
  }
  return loaded;
}

async function loadFirst(
  listPage: ListPage,
  filter: VoiceFilter,
  signal: AbortSignal,
): Promise<LoadedVoices> {
  let page = await listPage(filter, { limit: pageSize, signal });
  for (let read = 1; read < maxEmptyPages; read += 1) {
    if (page.voices.length > 0 || page.cursor === null) break;
    page = { ...(await listPage(filter, { limit: pageSize, cursor: page.cursor, signal })), asOf: page.asOf };
  }
  return { voices: page.voices, cursor: page.cursor, pages: 1, asOf: page.asOf };
}

/** Appends the next page. `asOf` stays, because the next refresh loads the changes since then. */
export function appendPage(loaded: LoadedVoices, { voices, cursor }: VoicePage): LoadedVoices {
  const known = new Set(loaded.voices.map(({ voiceId }) => voiceId));
  return {
    ...loaded,
    voices: [...loaded.voices, ...voices.filter(({ voiceId }) => !known.has(voiceId))],
    cursor,
    pages: loaded.pages + 1,
  };
}

/**
 * Replaces the voices that have changed, adds new ones, and removes those that no longer match the status of the filter.
 * Voices after the loaded part are left out; they come with their page.
 */
export function mergeChanges(
  loaded: LoadedVoices,
  changed: readonly VoiceView[],
  { status }: Pick<VoiceFilter, 'status'>,
  asOf: string,
): LoadedVoices {
  const byId = new Map(loaded.voices.map((voice) => [voice.voiceId, voice]));
  const last = loaded.voices.at(-1)?.voiceId ?? '';
  let hasChanged = false;
  for (const voice of changed) {
    const known = byId.get(voice.voiceId);
    const belongs = status === undefined || voice.status === status;
    if (!belongs) hasChanged = byId.delete(voice.voiceId) || hasChanged;
    else if (known !== undefined || loaded.cursor === null || voice.voiceId > last) {
      if (known !== undefined && isSameVersion(known, voice)) continue;
      byId.set(voice.voiceId, voice);
      hasChanged = true;
    }
  }
  if (!hasChanged) return Date.parse(asOf) - Date.parse(loaded.asOf) < keepMs ? loaded : { ...loaded, asOf };
  const voices = [...byId.values()].toSorted((one, other) => (one.voiceId < other.voiceId ? 1 : -1));
  return { ...loaded, voices, asOf };
}

/** Returns whether two views show the same state of a voice. Lists of changes repeat those of the last minute. */
function isSameVersion(one: VoiceView, other: VoiceView): boolean {
  return (
    one.updatedAt === other.updatedAt &&
    one.sequence === other.sequence &&
    one.status === other.status &&
    one.aliases.join() === other.aliases.join()
  );
}
