import type { RecoverVoicesDependencies } from './dependencies.ts';
import { type RecoverAliasesReport, recoverAliases } from './recover-aliases.ts';
import { type AuditionReport, recoverAuditions } from './recover-auditions.ts';
import { type ResendReport, resendEvents } from './resend-events.ts';
import { type RestartReport, restartStalled } from './restart-stalled.ts';
import { type RetireReport, retireVoices } from './retire-voices.ts';

export type RecoveryReport = RestartReport &
  AuditionReport &
  RecoverAliasesReport &
  RetireReport &
  ResendReport;

type Recovery = (
  dryRun: boolean,
  dependencies: RecoverVoicesDependencies,
) => Promise<Partial<RecoveryReport>>;

/** The recoveries of a run, in their order. They are independent of one another. */
const recoveries: Readonly<Record<string, Recovery>> = {
  'stalled voices': restartStalled,
  auditions: recoverAuditions,
  aliases: recoverAliases,
  'former voices': retireVoices,
  'pending events': resendEvents,
};

/** Recoveries of a run have failed. All others have run. */
export class RecoveryError extends Error {
  override readonly name = 'RecoveryError';

  constructor(failed: readonly string[], all: number) {
    super(`${failed.length} of ${all} recoveries failed: ${failed.join(', ')}`);
  }
}

/**
 * Runs every recovery, also if an earlier one fails.
 *
 * @throws RecoveryError after the last recovery, if any has failed
 */
export async function recoverAll(
  dryRun: boolean,
  dependencies: RecoverVoicesDependencies,
): Promise<Partial<RecoveryReport>> {
  const report: Partial<RecoveryReport> = {};
  const failed: string[] = [];
  const all = Object.entries(recoveries);
  for (const [name, recover] of all) {
    try {
      Object.assign(report, await recover(dryRun, dependencies));
    } catch (error) {
      failed.push(name);
      dependencies.log.error('recovery failed', { operation: name, error: String(error) });
    }
  }
  if (failed.length > 0) throw new RecoveryError(failed, all.length);
  return report;
}
