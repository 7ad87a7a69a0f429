import { type AdvanceAuditionDependencies, advanceAudition } from '../shared/actions/advance-audition.ts';
import { changeAudition, publishAudition } from '../shared/actions/change-audition.ts';
import { closeCandidates } from '../shared/actions/close-candidates.ts';
import { type PointAliasDependencies, pointAlias } from '../shared/actions/point-alias.ts';
import { candidatesNow, readCandidates } from '../shared/actions/read-audition.ts';
import { type CompleteAuditionDependencies, completeAudition } from '../shared/actions/record-audition.ts';
import { inParallel } from '../shared/platform/in-parallel.ts';
import type { AuditionIndex } from '../shared/stores/audition-lists.ts';
import type { AuditionStore } from '../shared/stores/auditions.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import type { AuditionRecord } from '../shared/voice/audition-record.ts';
import { isClosed } from '../shared/voice/audition-rules.ts';

export interface RecoverAuditionsDependencies
  extends AdvanceAuditionDependencies,
    PointAliasDependencies,
    CompleteAuditionDependencies {
  readonly voices: AdvanceAuditionDependencies['voices'] & PointAliasDependencies['voices'];
  readonly aliases: PointAliasDependencies['aliases'];
  readonly holds: PointAliasDependencies['holds'];
  readonly auditions: AdvanceAuditionDependencies['auditions'] &
    Pick<AuditionStore, 'recordFinished' | 'clearPointing'>;
  readonly auditionIndex: Pick<AuditionIndex, 'ofStatus' | 'unfinishedSince'>;
  readonly pendingSeconds: number;
}

export interface AuditionReport {
  /** Number of auditions that were checked. */
  auditions: number;
  /** Number of auditions whose check failed. The next run repeats it. */
  auditionsFailed: number;
}

const maxConcurrent = 4;

/**
 * Does for auditions what a request, an event or a choice has left undone: writes missing candidates, advances and lapses
 * auditions, points aliases at chosen voices, removes marks of choices that have failed, deletes what closed auditions have left, and sends pending events
 * again.
 */
export async function recoverAuditions(
  dryRun: boolean,
  dependencies: RecoverAuditionsDependencies,
): Promise<AuditionReport> {
  const { auditionIndex, pendingSeconds, now, log } = dependencies;
  const report: AuditionReport = { auditions: 0, auditionsFailed: 0 };
  const since = new Date(now().getTime() - pendingSeconds * 1_000);
  const unfinished = new Set<string>();
  for await (const auditionId of auditionIndex.unfinishedSince(since)) unfinished.add(auditionId);
  const auditionIds = new Set(unfinished);
  for (const status of ['OPEN', 'READY', 'FAILED'] as const) {
    for await (const auditionId of auditionIndex.ofStatus(status)) auditionIds.add(auditionId);
  }
  report.auditions = auditionIds.size;
  if (dryRun) return report;
  await inParallel([...auditionIds], maxConcurrent, async (auditionId) => {
    try {
      await recoverAudition(auditionId, since, dependencies);
      if (unfinished.has(auditionId)) await finishAudition(auditionId, since, dependencies);
    } catch (error) {
      if (error instanceof LostRaceError) return;
      report.auditionsFailed += 1;
      log.error('audition not recovered', { auditionId, error: String(error) });
    }
  });
  return report;
}

async function recoverAudition(
  auditionId: string,
  since: Date,
  dependencies: RecoverAuditionsDependencies,
): Promise<void> {
  const { auditions } = dependencies;
  const audition = await auditions.read(auditionId);
  if (!audition) return;
  if (isIdle(audition, since)) {
    if (!audition.complete) await completeAudition(audition, dependencies);
    await endFailedChoices(audition, dependencies);
    await finishPointing(audition, dependencies);
  }
  await advanceAudition(auditionId, dependencies);
}

/**
 * Raises the version of an audition if a choice has marked a voice for the next one and has not changed the audition. The
 * choice can no longer succeed then, so its mark can be removed.
 */
async function endFailedChoices(
  audition: AuditionRecord,
  dependencies: RecoverAuditionsDependencies,
): Promise<void> {
  const records = await readCandidates(audition, dependencies.voices);
  const isAhead = records.some((record) => record?.keptBy && record.keptBy.version > audition.version);
  if (!isAhead) return;
  const { status, chosen } = audition;
  await changeAudition(
    audition,
    { status, chosen, candidates: candidatesNow(audition, records) },
    dependencies,
  );
}

/** Points the alias at the chosen voice if the choice could not. The alias stays if the voice cannot be used any more. */
async function finishPointing(
  audition: AuditionRecord,
  dependencies: RecoverAuditionsDependencies,
): Promise<void> {
  const { auditionId, alias, pointing } = audition;
  if (!pointing) return;
  try {
    await pointAlias(audition, dependencies);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    dependencies.log.error('alias not pointed at the chosen voice', {
      auditionId,
      code: error.details.code,
      ...(alias !== null && { alias }),
    });
    await dependencies.auditions.clearPointing(auditionId, pointing.version);
  }
}

/**
 * Sends pending events again, removes stale marks, and removes an audition without work from the list of unfinished ones.
 * Only an idle audition can be removed: a choice that began before it became idle has ended, because its function has a
 * time limit, and a later choice makes the last write fail.
 */
async function finishAudition(
  auditionId: string,
  since: Date,
  dependencies: RecoverAuditionsDependencies,
): Promise<void> {
  const { auditions, voices, candidates, retentionSeconds, now } = dependencies;
  const audition = await auditions.read(auditionId);
  if (!audition || audition.pointing || !isIdle(audition, since)) return;
  await publishAudition(audition, dependencies);
  if (isClosed(audition.status)) {
    if (!(await closeCandidates(audition, dependencies))) return;
    const settled = candidatesNow({ ...audition, complete: true }, await readCandidates(audition, voices));
    const expiresAt = new Date(now().getTime() + retentionSeconds * 1_000);
    return auditions.recordFinished(audition, settled, expiresAt, now());
  }
  const records = await readCandidates(audition, voices);
  for (const record of records) {
    if (record?.keptBy) await candidates.release(record.voiceId, audition.version);
  }
  if (audition.complete) {
    await auditions.recordFinished(audition, candidatesNow(audition, records), null, now());
  }
}

/** True if no request, event or choice is likely to be working on the audition. */
function isIdle({ updatedAt }: AuditionRecord, since: Date): boolean {
  return new Date(updatedAt) <= since;
}
