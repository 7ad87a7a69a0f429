import type { Attempt, VoiceRecord } from '../voice/record.ts';
import type { Claim } from './attempts.ts';

/**
 * Returns the claim of an attempt. Records of earlier versions lack its time, which is then that of their last change. An
 * attempt without a claim gets an id that no claim has, so that every write on its condition is lost.
 */
export function claimOf(
  { voiceId, run, updatedAt }: Pick<VoiceRecord, 'voiceId' | 'run' | 'updatedAt'>,
  number: number,
  attempt: Pick<Attempt, 'claimId' | 'claimedAt'> | undefined,
): Claim {
  const claimedAt = new Date(attempt?.claimedAt ?? updatedAt);
  return { voiceId, run, attempt: number, claimId: attempt?.claimId ?? '', claimedAt };
}
