import { assertNever } from '../shared/platform/assert-never.ts';
import {
  type Attempt,
  latestAttempt,
  type Reason,
  type UncreatedVoice,
  type VoiceRecord,
} from '../shared/voice/record.ts';
import { type CreateVoiceResult, deletedBeforeCreation, failed, result } from './create-voice-result.ts';
import { outcomeAbsent } from './reasons.ts';

/** An attempt with its number, from 1. */
export interface NumberedAttempt {
  readonly number: number;
  readonly attempt: Attempt;
}

/** The next thing to do for a voice. */
export type Step =
  | { readonly kind: 'return'; readonly result: CreateVoiceResult }
  /** The voice exists: its preview is settled, and the result is `made`. */
  | { readonly kind: 'settlePreview'; readonly record: VoiceRecord }
  /** Reserves the voice's name token, and the first attempt under it. */
  | { readonly kind: 'reserveName'; readonly record: UncreatedVoice }
  | { readonly kind: 'reserveNextAttempt'; readonly record: UncreatedVoice; readonly number: number }
  | { readonly kind: 'send'; readonly record: UncreatedVoice; readonly number: number }
  /** Another invocation has claimed the attempt, and may still be sending. */
  | { readonly kind: 'awaitClaimant'; readonly record: UncreatedVoice; readonly latest: NumberedAttempt }
  /** The outcome of the attempt is unknown: its voice is looked up by name. */
  | { readonly kind: 'findByName'; readonly record: UncreatedVoice; readonly latest: NumberedAttempt }
  | { readonly kind: 'giveUp'; readonly record: UncreatedVoice; readonly reason: Reason };

/** Decides from the record alone, so a run may be entered at any time and by several invocations. */
export function nextStep(record: VoiceRecord, run: number, maxCreateAttempts: number): Step {
  if (record.run !== run) return returning(result(record, { outcome: 'ended' }));
  switch (record.status) {
    case 'REQUESTED':
    case 'CREATING':
      return record.providerVoiceId
        ? { kind: 'settlePreview', record }
        : stepOfAttempt(record, maxCreateAttempts);
    case 'DEPLOYING':
      return returning(result(record, { outcome: 'made' }));
    case 'OK':
    case 'UNDEPLOYED':
    case 'FAILED':
    case 'TIMED_OUT':
    case 'DELETED':
    case 'PURGED':
    case 'EXPIRED':
      return returning(result(record, { outcome: 'ended' }));
    default:
      return assertNever(record);
  }
}

function stepOfAttempt(record: UncreatedVoice, maxCreateAttempts: number): Step {
  const latest = latestAttempt(record);
  if (!latest) return { kind: 'reserveName', record };
  const { number, attempt } = latest;
  switch (attempt.state) {
    case 'RESERVED':
      if (record.deleteRequested) return returning(deletedBeforeCreation(record));
      return record.reason ? returning(failed(record)) : { kind: 'send', record, number };
    case 'IN_FLIGHT':
      return { kind: 'awaitClaimant', record, latest };
    case 'UNKNOWN':
      return record.reason ? returning(failed(record)) : { kind: 'findByName', record, latest };
    case 'ABSENT':
      if (record.reason) return returning(failed(record));
      if (record.deleteRequested) return returning(deletedBeforeCreation(record));
      if (number >= maxCreateAttempts) return { kind: 'giveUp', record, reason: outcomeAbsent };
      return { kind: 'reserveNextAttempt', record, number: number + 1 };
    case 'MADE':
    case 'REFUSED':
      return returning(failed(record));
    default:
      return assertNever(attempt.state);
  }
}

function returning(result: CreateVoiceResult): Step {
  return { kind: 'return', result };
}
