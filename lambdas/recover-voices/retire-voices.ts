import { type ApplyTransitionDependencies, applyTransition } from '../shared/actions/apply-transition.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';

export interface RetireVoicesDependencies extends ApplyTransitionDependencies {
  readonly voicesByStatus: Pick<VoicesByStatus, 'retiredUntil'>;
  /** Time in which a deleted voice can be restored. */
  readonly graceSeconds: number;
  readonly now: () => Date;
}

export interface RetireReport {
  /** Number of former voices of remade aliases that were deleted softly. */
  retired: number;
}

/** Deletes the former voices of remade aliases softly once their time is over, if nothing points at them. */
export async function retireVoices(
  dryRun: boolean,
  dependencies: RetireVoicesDependencies,
): Promise<RetireReport> {
  const { voices, voicesByStatus, graceSeconds, log } = dependencies;
  const report: RetireReport = { retired: 0 };
  for await (const voiceId of voicesByStatus.retiredUntil(dependencies.now())) {
    const now = dependencies.now();
    try {
      const record = await voices.read(voiceId);
      if (record?.status !== 'OK') continue;
      const purgeAt = new Date(now.getTime() + graceSeconds * 1_000);
      const change = { now, purgeAt, statusBeforeDelete: record.status };
      if (!dryRun) await applyTransition(record, 'retired', change, dependencies);
      report.retired += 1;
    } catch (error) {
      // An alias or an audition keeps the voice again.
      if (error instanceof LostRaceError) continue;
      log.error('former voice not deleted', { voiceId, error: String(error) });
    }
  }
  return report;
}
