import type { DueVoice } from '../shared/stores/due-voices.ts';
import type { PlaceCounter, Places } from '../shared/stores/places.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';

/** The share of a list's places that deleted voices leave free. */
const shareLeftFree = 1 / 20;

/**
 * Whether a deleted voice past its `purgeAt` still keeps its place. One that was deleted for good has its deletion as its
 * `purgeAt`, and keeps none; one that a purge has claimed can no longer be restored.
 */
export function keepsPlace(
  { status, deletedAt, purgeAt, isClaimed }: DueVoice,
  keepDeletedSeconds: number,
  now: Date,
): boolean {
  if (status !== 'DELETED' || deletedAt === null || isClaimed || purgeAt <= deletedAt) return false;
  return Date.parse(deletedAt) + keepDeletedSeconds * 1_000 > now.getTime();
}

/** The voices that a list has to lose until a twentieth of its places is free; 0 before the first count of the list. */
export function placesNeeded({ taken, limit }: Pick<Places, 'taken' | 'limit'>): number {
  if (limit === null) return 0;
  return Math.max(0, Math.ceil(limit * shareLeftFree) - (limit - taken));
}

export interface Candidates {
  /** Voices that this execution purges anyway. */
  readonly voices: readonly DueVoice[];
  /** Voices that keep their places, the one deleted longest ago first. */
  readonly kept: readonly DueVoice[];
  /** How many voices the earlier executions of the run have purged or tried to. */
  readonly alreadyDue: number;
  readonly atMost: number;
}

/**
 * The kept voices that give up their places, the one deleted longest ago first: only from a list that is nearly full by
 * its counter, and only as many as it needs beyond those that are due anyway.
 *
 * @param waits whether a voice has to wait for a key of its account; its purge would free no place now
 */
export async function placesGivenUp(
  { voices, kept, alreadyDue, atMost }: Candidates,
  waits: (voice: DueVoice) => boolean,
  places: Pick<PlaceCounter, 'read'>,
): Promise<readonly DueVoice[]> {
  const needed = new Map<string, number>();
  for (const voice of kept) {
    const list = listOf(voice);
    if (needed.has(list)) continue;
    const freed = voices.filter((due) => listOf(due) === list && freesPlace(due, waits)).length;
    needed.set(list, placesNeeded(await places.read(voice)) - freed - alreadyDue);
  }
  const givenUp: DueVoice[] = [];
  for (const voice of kept) {
    const left = needed.get(listOf(voice)) ?? 0;
    if (left <= 0 || givenUp.length >= atMost || !freesPlace(voice, waits)) continue;
    needed.set(listOf(voice), left - 1);
    givenUp.push(voice);
  }
  return givenUp;
}

function freesPlace(voice: DueVoice, waits: (voice: DueVoice) => boolean): boolean {
  return voice.status !== 'EXPIRED' && voice.providerVoiceId !== null && !waits(voice);
}

function listOf({ family, scope }: ProviderList): string {
  return `${family}#${scope}`;
}
