import { type DashScopeClient, mayYetTakeEffect } from '../shared/dashscope/index.ts';
import type { ExecutionReader } from '../shared/execution-reader.ts';
import type { Log } from '../shared/platform/log.ts';
import type { ProviderAccount } from '../shared/provider/accounts.ts';
import type { AttemptStore } from '../shared/stores/attempts.ts';
import { wins } from '../shared/stores/items.ts';
import type { Orphan, OrphanStore } from '../shared/stores/orphans.ts';
import type { ScanStore } from '../shared/stores/scans.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import {
  type ClassifiedVoice,
  classifyListed,
  isOrphanDue,
  type ListedVoice,
  type ReconciliationRules,
} from '../shared/voice/reconciliation.ts';

export interface RemoveOrphansDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly attemptStore: Pick<AttemptStore, 'recordExtraVoice'>;
  readonly orphans: OrphanStore;
  readonly scans: Pick<ScanStore, 'takeDeleteLease' | 'releaseDeleteLease'>;
  readonly switches: SwitchStore;
  readonly executions: ExecutionReader;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'deleteVoice'>;
  readonly newLeaseId: () => string;
  readonly rules: ReconciliationRules;
  readonly leaseSeconds: number;
  /** Seconds for which the item of a deleted orphan is kept. */
  readonly retentionSeconds: number;
  readonly now: () => Date;
  readonly log: Log;
}

/** No delete begins later than this before the lease ends. It exceeds the client's limits: 5 s for a slot, then 15 s. */
const deleteMarginSeconds = 25;

/** An orphan, with its voice in the list. */
export interface OrphanCandidate {
  readonly orphan: Orphan;
  readonly voice: ListedVoice;
}

/** Records an orphan. @returns the orphan, and whether it has been listed for long enough to be deleted */
export async function recordOrphan(
  list: ProviderList,
  { voice, verdict }: ClassifiedVoice,
  { orphans, attemptStore, rules, now }: RemoveOrphansDependencies,
): Promise<{ readonly candidate: OrphanCandidate; readonly isDue: boolean } | null> {
  const { record, providerVoiceId } = voice;
  if (verdict.kind !== 'orphan' || !record) return null;
  const { attempt } = verdict;
  const orphan = {
    family: list.family,
    scope: list.scope,
    providerVoiceId,
    voiceId: record.voiceId,
    attempt,
  };
  const firstSeenAt = await orphans.recordSeen(orphan, now());
  const isRecorded = record.attempts[attempt]?.extraVoiceIds?.includes(providerVoiceId);
  if (!isRecorded && record.providerVoiceId !== providerVoiceId) {
    await attemptStore.recordExtraVoice(record.voiceId, attempt, providerVoiceId);
  }
  return { candidate: { orphan, voice }, isDue: isOrphanDue(firstSeenAt, rules, now()) };
}

/**
 * Deletes orphans at the provider under the delete lease of their list, which scans check. Each orphan is classified again
 * before it is deleted.
 *
 * @param account the account of the scan
 * @returns the number of deleted orphans; 0 while deletions are switched off or another process holds the lease
 */
export async function deleteOrphans(
  list: ProviderList,
  account: ProviderAccount,
  due: readonly OrphanCandidate[],
  dependencies: RemoveOrphansDependencies,
): Promise<number> {
  const { scans, switches, newLeaseId, leaseSeconds, now, log } = dependencies;
  if (due.length === 0 || !(await switches.read()).deletes) return 0;
  const lease = { id: newLeaseId(), until: after(now(), leaseSeconds) };
  if (!(await wins(scans.takeDeleteLease(list, lease, now())))) return 0;
  let deleted = 0;
  let isOpen = false;
  for (const candidate of due) {
    if (after(now(), deleteMarginSeconds) > lease.until || !(await switches.read()).deletes) break;
    try {
      if (await deleteOrphan(candidate, account, dependencies)) deleted += 1;
    } catch (error) {
      isOpen ||= mayYetTakeEffect(error);
      const { voiceId, family, scope } = candidate.orphan;
      log.error('an orphan could not be deleted', { voiceId, family, scope, error: String(error) });
    }
  }
  // The lease expires by itself if the provider may still carry out a delete.
  if (!isOpen) await scans.releaseDeleteLease(list, lease);
  return deleted;
}

async function deleteOrphan(
  { orphan, voice }: OrphanCandidate,
  account: ProviderAccount,
  dependencies: RemoveOrphansDependencies,
): Promise<boolean> {
  const { voices, executions, clientOf, orphans, rules, retentionSeconds, now, log } = dependencies;
  const { voiceId, family, scope, providerVoiceId } = orphan;
  const record = await voices.read(voiceId);
  const running = record !== null && (await executions.state(voiceId, record.run)) === 'running';
  if (classifyListed({ ...voice, record, running }, rules, now()).kind !== 'orphan') return false;
  const { requestId } = await clientOf(account).deleteVoice(
    { family, providerVoiceId },
    { subject: { voiceId } },
  );
  await orphans.recordDeleted(orphan, now(), after(now(), retentionSeconds));
  log.info('deleted an orphan at the provider', {
    voiceId,
    family,
    scope,
    ...(requestId && { providerRequestId: requestId }),
  });
  return true;
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1_000);
}
