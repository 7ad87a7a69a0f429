import type { AuditionView, CandidateView } from '../../../client/index.ts';
import { requestLimits } from '../../core/request-limits.ts';

/** True if a choice can take the candidate. A deleted one is restored, if it was usable before. */
export function isChoosable(
  audition: Pick<AuditionView, 'status' | 'chosen'>,
  candidate: CandidateView,
): boolean {
  if (audition.status === 'CANCELLED') return false;
  if (candidate.status === 'OK')
    return audition.chosen !== candidate.voiceId || audition.status !== 'DECIDED';
  return candidate.status === 'DELETED' && wasUsable(candidate);
}

/** True if a choice can still change which candidate is kept. */
export function canChoose(audition: Pick<AuditionView, 'status' | 'chosen' | 'candidates'>): boolean {
  return audition.candidates.some((candidate) => isChoosable(audition, candidate));
}

/** True if the audition can be cancelled. One that was decided or has lapsed has ended. */
export function isCancellable({ status }: Pick<AuditionView, 'status'>): boolean {
  return status === 'OPEN' || status === 'READY' || status === 'FAILED';
}

function wasUsable({ family, reason, reviewedAt, preview }: CandidateView): boolean {
  const isMade = !('missing' in preview) || preview.missing !== 'none';
  return reason === null && isMade && (reviewedAt !== null || !requestLimits.families[family].reviewed);
}
