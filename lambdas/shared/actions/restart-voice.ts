import type { ExecutionStarter } from '../executions.ts';
import type { ReconciliationStore } from '../stores/reconciliation.ts';
import type { VoiceRecord } from '../voice/record.ts';

export interface RestartVoiceDependencies {
  readonly reconciliation: Pick<ReconciliationStore, 'raiseRun'>;
  readonly executions: Pick<ExecutionStarter, 'start'>;
  readonly now: () => Date;
}

/**
 * Gives a voice that stands still to a new execution; the one before has ended, or has no say in it any more. Should the
 * start fail, the record names an execution that does not exist, and the next run starts that.
 *
 * @throws LostRaceError if somebody has changed the record since it was read
 */
export async function restartVoice(
  record: VoiceRecord,
  { reconciliation, executions, now }: RestartVoiceDependencies,
): Promise<void> {
  await reconciliation.raiseRun(record, now());
  await executions.start(record.voiceId, record.run + 1);
}
