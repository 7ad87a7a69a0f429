import type { DueVoice } from '../shared/stores/due-voices.ts';
import type { PlaceCounter, Places } from '../shared/stores/places.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';

/** Share of the places of a list that deleted voices must leave free. */
const shareLeftFree = 1 / 20;

/**
 * Returns true if a deleted voice keeps its place although its `purgeAt` has passed. A permanently deleted voice keeps
 * none, because its `purgeAt` is the time of its deletion. A voice that a purge has claimed keeps none either, because
 * it can no longer be restored. A candidate that was not chosen keeps its place for its own grace time only.
 */
export function keepsPlace(
  { status, deletedAt, purgeAt, deletedBecause, isClaimed }: DueVoice,
  keepDeletedSeconds: number,
  now: Date,
): boolean {
  if (status !== 'DELETED' || deletedAt === null || isClaimed || purgeAt <= deletedAt) return false;
  if (deletedBecause !== null) return false;
  return Date.parse(deletedAt) + keepDeletedSeconds * 1_000 > now.getTime();
}

/**
 * Returns the number of voices to remove from a list so that a twentieth of its places is free; 0 before the first
 * count of the list.
 */
export function placesToFree({ taken, limit }: Pick<Places, 'taken' | 'limit'>): number {
  if (limit === null) return 0;
  return Math.max(0, Math.ceil(limit * shareLeftFree) - (limit - taken));
}

export interface Candidates {
  /** Due voices that this execution purges in any case. */
  readonly voices: readonly DueVoice[];
  /** Voices that keep their places, the earliest deletion first. */
  readonly kept: readonly DueVoice[];
  /** Number of voices that earlier executions of the run have purged or tried to purge. */
  readonly alreadyDue: number;
  readonly max: number;
}

/**
 * Chooses kept voices to purge, the earliest deletion first. Voices are chosen only from lists that are nearly full
 * by their counters, and only as many as are needed in addition to the due voices.
 *
 * @param waits returns true for a voice that waits for a key of its account; its purge would free no place now
 */
export async function chooseEvictions(
  { voices, kept, alreadyDue, max }: Candidates,
  waits: (voice: DueVoice) => boolean,
  places: Pick<PlaceCounter, 'read'>,
): Promise<readonly DueVoice[]> {
  const needed = new Map<string, number>();
  for (const voice of kept) {
    const list = listOf(voice);
    if (needed.has(list)) continue;
    const freed = voices.filter((due) => listOf(due) === list && freesPlace(due, waits)).length;
    needed.set(list, placesToFree(await places.read(voice)) - freed - alreadyDue);
  }
  const evicted: DueVoice[] = [];
  for (const voice of kept) {
    const left = needed.get(listOf(voice)) ?? 0;
    if (left <= 0 || evicted.length >= max || !freesPlace(voice, waits)) continue;
    needed.set(listOf(voice), left - 1);
    evicted.push(voice);
  }
  return evicted;
}

function freesPlace(voice: DueVoice, waits: (voice: DueVoice) => boolean): boolean {
  return voice.status !== 'EXPIRED' && voice.providerVoiceId !== null && !waits(voice);
}

function listOf({ family, scope }: ProviderList): string {
  return `${family}#${scope}`;
}
