import { AuditionWaitTimeoutError, isSettled, type VoiceClient } from '../../client/index.ts';
import type { AuditionView } from '../../client/types.ts';
import { type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import { Progress } from '../output/progress.ts';
import type { Terminal } from '../output/terminal.ts';

export interface AuditionResult {
  readonly audition: AuditionView;
  readonly timedOut: boolean;
}

/** Waits until all candidates are settled or the time-out is over, and displays the progress of each. */
export async function waitForCandidates(
  auditions: VoiceClient['auditions'],
  requested: AuditionView,
  timeoutMs: number,
  terminal: Terminal,
): Promise<AuditionResult> {
  const startedAt = Date.now();
  const progress = new Progress(terminal, () => startedAt);
  const finished = new Set<string>();
  const onProgress = ({ candidates }: AuditionView) => {
    for (const voice of candidates) {
      if (finished.has(voice.voiceId)) continue;
      if (!isSettled(voice.status)) progress.update(voice);
      else {
        finished.add(voice.voiceId);
        progress.finish(voice);
      }
    }
  };
  try {
    const { auditionId } = requested;
    return {
      audition: await auditions.waitUntilSettled(auditionId, { timeoutMs, onProgress }),
      timedOut: false,
    };
  } catch (error) {
    if (!(error instanceof AuditionWaitTimeoutError)) throw error;
    return { audition: error.lastSeen ?? requested, timedOut: true };
  } finally {
    progress.stop();
  }
}

/** Returns the exit code of a command that waited for candidates. */
export function exitCodeOfResult({ audition, timedOut }: AuditionResult): ExitCode {
  if (timedOut) return exitCodes.timedOut;
  const isUsable = audition.status === 'READY' || audition.status === 'DECIDED';
  return isUsable ? exitCodes.success : exitCodes.settledNotOk;
}
