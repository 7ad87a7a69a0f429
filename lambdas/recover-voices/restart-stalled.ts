import { restartVoice } from '../shared/actions/restart-voice.ts';
import type { ExecutionReader } from '../shared/execution-reader.ts';
import type { ExecutionStarter } from '../shared/executions.ts';
import { inParallel } from '../shared/platform/in-parallel.ts';
import type { Log } from '../shared/platform/log.ts';
import type { RunningExecutions } from '../shared/running-executions.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { ReconciliationStore } from '../shared/stores/reconciliation.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { executionName } from '../shared/voice/ids.ts';

export interface RestartStalledDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly voicesByStatus: Pick<VoicesByStatus, 'unchangedSince'>;
  readonly reconciliation: Pick<ReconciliationStore, 'raiseRun'>;
  readonly executions: ExecutionStarter & ExecutionReader;
  readonly runningExecutions: RunningExecutions;
  readonly stalledSeconds: number;
  readonly now: () => Date;
  readonly log: Log;
}

export interface RestartReport {
  /** Number of voices whose execution had never started and has been started now. */
  started: number;
  /** Number of voices that a new execution continues, because the previous one ended without settling them. */
  restarted: number;
  /** Number of voices whose execution is still running. */
  running: number;
  failed: number;
}

/** Statuses in which an execution should be running. */
const unsettled = ['REQUESTED', 'CREATING', 'DEPLOYING'] as const;

/** Step Functions allows about fifteen reads of executions per second. */
const maxConcurrentReads = 4;

/**
 * Restarts stalled voices, which are unsettled, have not changed for a while, and have no running execution. Time
 * alone is not enough: a review takes long, and the record is written only when the voice changes.
 */
export async function restartStalled(
  dryRun: boolean,
  dependencies: RestartStalledDependencies,
): Promise<RestartReport> {
  const { voicesByStatus, stalledSeconds, now, log } = dependencies;
  const report: RestartReport = { started: 0, restarted: 0, running: 0, failed: 0 };
  const since = new Date(now().getTime() - stalledSeconds * 1_000);
  const voiceIds: string[] = [];
  for (const status of unsettled) {
    for await (const { voiceId } of voicesByStatus.unchangedSince(status, since)) voiceIds.push(voiceId);
  }
  const listed = await listRunning(voiceIds.length, dependencies);
  await inParallel(voiceIds, maxConcurrentReads, async (voiceId) => {
    try {
      const done = await restartIfStalled(voiceId, since, listed, dryRun, dependencies);
      if (done) report[done] += 1;
    } catch (error) {
      if (error instanceof LostRaceError) return;
      report.failed += 1;
      log.error('stalled voice not restarted', { voiceId, error: String(error) });
    }
  });
  return report;
}

/**
 * Lists running executions, which need not be read. The list takes at most as many requests as the reads would. A list
 * that cannot be read is empty, because only a read decides that an execution does not run.
 */
async function listRunning(
  reads: number,
  { runningExecutions, log }: RestartStalledDependencies,
): Promise<ReadonlySet<string>> {
  try {
    return await runningExecutions.names(reads);
  } catch (error) {
    log.error('running executions not listed', { error: String(error) });
    return new Set();
  }
}

async function restartIfStalled(
  voiceId: string,
  since: Date,
  listed: ReadonlySet<string>,
  dryRun: boolean,
  dependencies: RestartStalledDependencies,
): Promise<'started' | 'restarted' | 'running' | null> {
  const { voices, executions, log } = dependencies;
  const record = await voices.read(voiceId);
  const isUnsettled = record && unsettled.some((status) => status === record.status);
  if (!isUnsettled || new Date(record.updatedAt) > since) return null;
  if (listed.has(executionName(voiceId, record.run))) return 'running';
  const state = await executions.state(voiceId, record.run);
  if (state === 'running') return 'running';
  if (!dryRun) {
    if (state === 'none') await executions.start(voiceId, record.run);
    else await restartVoice(record, dependencies);
    log.info('stalled voice restarted', {
      voiceId,
      run: state === 'none' ? record.run : record.run + 1,
      status: record.status,
    });
  }
  return state === 'none' ? 'started' : 'restarted';
}
