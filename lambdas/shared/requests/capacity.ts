import { z } from 'zod';
import type { Status } from '../contract.ts';
import { FAMILIES, SCOPES } from '../dashscope/vocabulary.ts';
import type { ProviderList, ScanStore } from '../records/scan-store.ts';
import type { VoiceSweep } from '../records/voice-sweep.ts';
import { timestamp } from '../voice/record.ts';

/** Statuses of voices that the provider may yet have to find a place for. */
const inFlight = ['REQUESTED', 'CREATING'] as const satisfies readonly Status[];

/** How full each of the provider's lists is. */
export const capacitySchema = z.array(
  z.object({
    family: z.enum(FAMILIES),
    scope: z.enum(SCOPES),
    used: z
      .int()
      .nonnegative()
      .nullable()
      .describe("Voices in the provider's list, whoever made them; null before the first count."),
    limit: z
      .int()
      .nonnegative()
      .nullable()
      .describe(
        'Voices that the provider account may hold. The limit of the family cosyvoice covers CosyVoice, Qwen-Audio-TTS and Qwen-Audio-Realtime voices together, clones included.',
      ),
    inFlight: z.int().nonnegative().describe('Voices requested here and not made yet, as of now.'),
    countedAt: timestamp.nullable().describe('When the list was counted.'),
  }),
);
export type Capacity = Readonly<z.infer<typeof capacitySchema>[number]>;

export interface CapacityDependencies {
  readonly scans: Pick<ScanStore, 'read'>;
  readonly sweep: Pick<VoiceSweep, 'ofList'>;
}

export async function capacityOf(
  { family, scope }: ProviderList,
  { scans, sweep }: CapacityDependencies,
): Promise<Capacity> {
  const list = { family, scope };
  const { used, limit, countedAt } = await scans.read(list);
  const counted = countedAt?.toISOString() ?? null;
  return { ...list, used, limit, inFlight: await countInFlight(list, sweep), countedAt: counted };
}

/**
 * Whether the provider has a place for another voice, by the last count of its list and what is in flight since; true
 * where nobody has counted yet. The provider's own word is final.
 */
export async function hasRoom(
  { family, scope }: ProviderList,
  { scans, sweep }: CapacityDependencies,
): Promise<boolean> {
  const list = { family, scope };
  const { used, limit } = await scans.read(list);
  if (used === null || limit === null) return true;
  const room = limit - used;
  return room > 0 && (await countInFlight(list, sweep, room)) < room;
}

/** @param enough where counting may stop */
async function countInFlight(
  list: ProviderList,
  sweep: Pick<VoiceSweep, 'ofList'>,
  enough = Number.POSITIVE_INFINITY,
): Promise<number> {
  let count = 0;
  for (const status of inFlight) {
    for await (const _ of sweep.ofList(status, list)) {
      count += 1;
      if (count >= enough) return count;
    }
  }
  return count;
}
