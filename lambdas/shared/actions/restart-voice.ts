import type { ExecutionStarter } from '../executions.ts';
import type { ReconciliationStore } from '../stores/reconciliation.ts';
import type { VoiceRecord } from '../voice/record.ts';

export interface RestartVoiceDependencies {
  readonly reconciliation: Pick<ReconciliationStore, 'raiseRun'>;
  readonly executions: Pick<ExecutionStarter, 'start'>;
  readonly now: () => Date;
}

/**
 * Starts a new execution for a stalled voice. The former execution has ended, or can no longer change the record. If the
 * start fails, the record names an execution that does not exist, and the next run of reconciliation starts it.
 *
 * @throws LostRaceError if the record has changed since it was read
 */
export async function restartVoice(
  record: VoiceRecord,
  { reconciliation, executions, now }: RestartVoiceDependencies,
): Promise<void> {
  await reconciliation.raiseRun(record, now());
  await executions.start(record.voiceId, record.run + 1);
}
