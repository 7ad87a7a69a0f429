import type { Status } from '../shared/contract.ts';
import type { PlaceCount, PlaceCounter } from '../shared/stores/places.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';

export interface CountPlacesDependencies {
  readonly places: Pick<PlaceCounter, 'startScan' | 'endScan'>;
  readonly voicesByStatus: Pick<VoicesByStatus, 'ofList'>;
  /** Returns a new id for each scan. */
  readonly newScanId: () => string;
}

/** The parts of a list that the count uses. */
interface CountedList {
  readonly voices: readonly { readonly record: Pick<VoiceRecord, 'voiceId'> | null }[];
  readonly count: Omit<PlaceCount, 'inFlight'>;
}

/** Statuses of voices that may still need a place at the provider. */
const inFlight = ['REQUESTED', 'CREATING'] as const satisfies readonly Status[];

/**
 * Reads a list and corrects its counter of places. Voices in flight are collected before the list is read, so that one
 * which is created meanwhile is counted even if its page had already been read.
 */
export async function countPlaces<List extends CountedList>(
  list: ProviderList,
  read: () => Promise<List>,
  { places, voicesByStatus, newScanId }: CountPlacesDependencies,
): Promise<List> {
  const scanId = newScanId();
  await places.startScan(list, scanId);
  const unlisted = await voicesInFlight(list, voicesByStatus);
  const result = await read();
  for (const { record } of result.voices) if (record) unlisted.delete(record.voiceId);
  const { used, limit, countedAt } = result.count;
  await places.endScan(list, scanId, { used, limit, countedAt, inFlight: unlisted.size });
  return result;
}

async function voicesInFlight(
  list: ProviderList,
  voicesByStatus: CountPlacesDependencies['voicesByStatus'],
): Promise<Set<string>> {
  const voiceIds = new Set<string>();
  for (const status of inFlight) {
    for await (const { voiceId } of voicesByStatus.ofList(status, list)) voiceIds.add(voiceId);
  }
  return voiceIds;
}
