import { type DashScopeClient, type ProviderVoice, readProviderVoiceId } from '../shared/dashscope/index.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import { type DeleteProbedDependencies, deleteProbed } from './delete-probed.ts';
import { readProbeOwner, readProbeToken } from './probe-name.ts';

export interface LeftoversDependencies extends DeleteProbedDependencies {
  readonly providerVoices: Pick<ProviderVoiceStore, 'ownerOfToken'>;
  /** Two characters in front of every provider-side name. */
  readonly nameSpace: string;
  /** How long a probe takes at most. */
  readonly probeSeconds: number;
}

/** A clock may be off by as much. */
const marginSeconds = 60;

/**
 * Deletes what probes that died have left in a list: only what was reserved for a probe of this deployment, by the
 * table's word, and one that must be over.
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

/** When the probe began that gave the name; null for a name that no probe has given. */
async function startOf(
  name: string,
  { providerVoices, nameSpace }: LeftoversDependencies,
): Promise<Date | null> {
  const token = readProbeToken(nameSpace, name);
  return token === null ? null : readProbeOwner((await providerVoices.ownerOfToken(token)) ?? '');
}
