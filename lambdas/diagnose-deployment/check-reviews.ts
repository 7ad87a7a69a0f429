import type { ExecutionReader } from '../shared/execution-reader.ts';
import { inParallel } from '../shared/platform/in-parallel.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { type DeploymentIssue, issues } from '../shared/voice/deployment-issues.ts';

export interface ReviewsDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly voicesByStatus: Pick<VoicesByStatus, 'unchangedSince'>;
  readonly executions: ExecutionReader;
  readonly reconcileSeconds: number;
  readonly stalledSeconds: number;
  readonly now: () => Date;
}

const unfinished = ['REQUESTED', 'CREATING', 'DEPLOYING'] as const;
/** Maximum number of voices whose execution is read. Step Functions allows about fifteen reads per second. */
const maxVoices = 100;
const maxConcurrentReads = 4;

/**
 * Reports unfinished voices that nothing works on. Reconciliation restarts such a voice, so one is reported only if two
 * runs should have done so.
 */
export async function checkReviews(dependencies: ReviewsDependencies): Promise<DeploymentIssue[]> {
  const { voices, voicesByStatus, executions, reconcileSeconds, stalledSeconds, now } = dependencies;
  const since = new Date(now().getTime() - (stalledSeconds + 2 * reconcileSeconds) * 1_000);
  const voiceIds: string[] = [];
  for (const status of unfinished) {
    for await (const { voiceId } of voicesByStatus.unchangedSince(status, since)) {
      if (voiceIds.length === maxVoices) break;
      voiceIds.push(voiceId);
    }
  }
  let unattended = 0;
  await inParallel(voiceIds, maxConcurrentReads, async (voiceId) => {
    const record = await voices.read(voiceId);
    // The index can be stale.
    if (!record || !unfinished.some((status) => status === record.status)) return;
    if ((await executions.state(voiceId, record.run)) !== 'running') unattended += 1;
  });
  return unattended > 0 ? [issues.reviewUnattended(unattended)] : [];
}
