import { restartVoice } from '../shared/actions/restart-voice.ts';
import type { ExecutionReader } from '../shared/execution-reader.ts';
import type { ExecutionStarter } from '../shared/executions.ts';
import { inParallel } from '../shared/platform/in-parallel.ts';
import type { Log } from '../shared/platform/log.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { ReconciliationStore } from '../shared/stores/reconciliation.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';

export interface RestartStalledDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly voicesByStatus: Pick<VoicesByStatus, 'unchangedSince'>;
  readonly reconciliation: Pick<ReconciliationStore, 'raiseRun'>;
  readonly executions: ExecutionStarter & ExecutionReader;
  readonly stalledSeconds: number;
  readonly now: () => Date;
  readonly log: Log;
}

export interface RestartReport {
  /** Started as its record says: the start had failed. */
  started: number;
  /** Given to another execution: its own has ended without settling it. */
  restarted: number;
  /** Only slow: its execution runs. */
  running: number;
  failed: number;
}

/** In which an execution is to be at work. */
const unsettled = ['REQUESTED', 'CREATING', 'DEPLOYING'] as const;

/** Step Functions answers some fifteen questions a second for long. */
const questionsAtOnce = 4;

/**
 * Restarts what stands still: on its way, unchanged for a while, and with no execution at work. The time alone never
 * decides: a review is long, and the table is written on change only.
 */
export async function restartStalled(
  dryRun: boolean,
  dependencies: RestartStalledDependencies,
): Promise<RestartReport> {
  const { voicesByStatus, stalledSeconds, now, log } = dependencies;
  const report: RestartReport = { started: 0, restarted: 0, running: 0, failed: 0 };
  const since = new Date(now().getTime() - stalledSeconds * 1_000);
  for (const status of unsettled) {
    const voiceIds: string[] = [];
    for await (const { voiceId } of voicesByStatus.unchangedSince(status, since)) voiceIds.push(voiceId);
    await inParallel(voiceIds, questionsAtOnce, async (voiceId) => {
      try {
        const done = await restartIfStalled(voiceId, since, dryRun, dependencies);
        if (done) report[done] += 1;
      } catch (error) {
        if (error instanceof LostRaceError) return;
        report.failed += 1;
        log.error('a voice that stands still could not be restarted', { voiceId, error: String(error) });
      }
    });
  }
  return report;
}

async function restartIfStalled(
  voiceId: string,
  since: Date,
  dryRun: boolean,
  dependencies: RestartStalledDependencies,
): Promise<'started' | 'restarted' | 'running' | null> {
  const { voices, executions, log } = dependencies;
  const record = await voices.read(voiceId);
  const isUnsettled = record && unsettled.some((status) => status === record.status);
  if (!isUnsettled || new Date(record.updatedAt) > since) return null;
  const state = await executions.state(voiceId, record.run);
  if (state === 'running') return 'running';
  if (!dryRun) {
    if (state === 'none') await executions.start(voiceId, record.run);
    else await restartVoice(record, dependencies);
    log.info('restarted', {
      voiceId,
      run: state === 'none' ? record.run : record.run + 1,
      status: record.status,
    });
  }
  return state === 'none' ? 'started' : 'restarted';
}
