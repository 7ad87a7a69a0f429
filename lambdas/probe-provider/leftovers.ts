import { type DashScopeClient, type ProviderVoice, readProviderVoiceId } from '../shared/dashscope/index.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import { type DeleteProbedDependencies, deleteProbed } from './delete-probed.ts';
import { readProbeOwner, readProbeToken } from './probe-name.ts';

export interface LeftoversDependencies extends DeleteProbedDependencies {
  readonly providerVoices: Pick<ProviderVoiceStore, 'ownerOfToken'>;
  /** First two characters of every provider-side name. */
  readonly nameSpace: string;
  /** Maximum seconds of a probe. */
  readonly probeSeconds: number;
}

/** Allowance for clock differences. */
const marginSeconds = 60;

/**
 * Deletes voices that interrupted probes left in a list. The table must show that the name was reserved for a probe of this
 * deployment, and the probe's time must be over.
 *
 * @returns the ids of the voices
 * @throws LostRaceError, DashScopeError as `deleteProbed`
 */
export async function removeLeftovers(
  client: Pick<DashScopeClient, 'deleteVoice'>,
  list: ProviderList,
  voices: readonly ProviderVoice[],
  until: Date,
  dependencies: LeftoversDependencies,
): Promise<readonly string[]> {
  const { now, probeSeconds } = dependencies;
  const removed: string[] = [];
  for (const { family, providerVoiceId } of voices) {
    const name = readProviderVoiceId(family, providerVoiceId)?.name;
    const startedAt = name === undefined ? null : await startOf(name, dependencies);
    const overAt = startedAt && startedAt.getTime() + (probeSeconds + marginSeconds) * 1_000;
    if (overAt === null || now().getTime() < overAt) continue;
    await deleteProbed(client, { ...list, providerVoiceId }, until, dependencies);
    removed.push(providerVoiceId);
  }
  return removed;
}

/** Returns when the probe with the name began. Null for any other name. */
async function startOf(
  name: string,
  { providerVoices, nameSpace }: LeftoversDependencies,
): Promise<Date | null> {
  const token = readProbeToken(nameSpace, name);
  return token === null ? null : readProbeOwner((await providerVoices.ownerOfToken(token)) ?? '');
}
