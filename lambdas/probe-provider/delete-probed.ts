import { type DashScopeClient, type DeletedVoice, mayYetTakeEffect } from '../shared/dashscope/index.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { DeleteLease, ScanStore } from '../shared/stores/scans.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';

export interface DeleteProbedDependencies {
  readonly scans: Pick<ScanStore, 'takeDeleteLease' | 'releaseDeleteLease'>;
  readonly leaseSeconds: number;
  readonly newLeaseId: () => string;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const pauseMs = 3_000;

/**
 * Deletes a voice of a probe under the delete lease of its list, which scans check. Waits for another holder of the lease.
 *
 * @param until end of the wait for the lease
 * @throws LostRaceError if another process still holds the lease then
 * @throws DashScopeError
 */
export async function deleteProbed(
  client: Pick<DashScopeClient, 'deleteVoice'>,
  { family, scope, providerVoiceId }: ProviderList & { readonly providerVoiceId: string },
  until: Date,
  dependencies: DeleteProbedDependencies,
): Promise<DeletedVoice> {
  const list = { family, scope };
  const lease = await takeLease(list, until, dependencies);
  let isOpen = false;
  try {
    return await client.deleteVoice({ family, providerVoiceId });
  } catch (error) {
    isOpen = mayYetTakeEffect(error);
    throw error;
  } finally {
    // The lease expires by itself if the provider may still carry out the delete.
    if (!isOpen) await dependencies.scans.releaseDeleteLease(list, lease);
  }
}

async function takeLease(
  list: ProviderList,
  until: Date,
  { scans, leaseSeconds, newLeaseId, now, sleep }: DeleteProbedDependencies,
): Promise<DeleteLease> {
  const id = newLeaseId();
  for (;;) {
    const lease = { id, until: new Date(now().getTime() + leaseSeconds * 1_000) };
    try {
      await scans.takeDeleteLease(list, lease, now());
      return lease;
    } catch (error) {
      if (!(error instanceof LostRaceError) || now() >= until) throw error;
      await sleep(pauseMs);
    }
  }
}
