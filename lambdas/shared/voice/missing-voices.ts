import { isTooMuchMissing, keysOfVoice, provesAbsence, type ScanProof } from './accounts.ts';
import { isAlive } from './alive.ts';
import { after, type ReconciliationRules, type ScannedList } from './reconciliation.ts';
import type { VoiceRecord } from './record.ts';

/**
 * Divides the records that a list does not show. The list proves the absence of `provable` records. If the list is empty,
 * or too many voices are missing, it proves nothing. `heldBack` are unproved records that have been missing for longer
 * than the provider may hide a new voice.
 */
export function divideUnseen(
  { live, unseen }: { readonly live: number; readonly unseen: readonly VoiceRecord[] },
  scan: ScannedList,
  proof: ScanProof,
  rules: ReconciliationRules,
): { readonly provable: readonly VoiceRecord[]; readonly heldBack: readonly VoiceRecord[] } {
  const overdue = unseen.filter((record) => isLongKnown(record, scan, rules));
  const count = { live, missing: overdue.length, isEmpty: scan.voices.length === 0 };
  if (isTooMuchMissing(count)) return { provable: [], heldBack: overdue };
  const isProvable = (record: VoiceRecord) => provesAbsence(proof, keysOfVoice(record));
  return {
    provable: unseen.filter(isProvable),
    heldBack: overdue.filter((record) => !isProvable(record)),
  };
}

/** Returns whether a record can expire: it has a voice, and no purge is in progress. */
export function couldExpire(record: VoiceRecord, now: Date): boolean {
  return isAlive(record) && record.providerVoiceId !== undefined && !isBeingPurged(record, now);
}

function isBeingPurged({ purgeClaim }: VoiceRecord, now: Date): boolean {
  return purgeClaim !== undefined && new Date(purgeClaim.until) > now;
}

/**
 * Returns the action for a record whose voice is missing from a list, with proof, and unknown to the provider by its id.
 * The first time is recorded. The record expires when a later list proves the absence again.
 */
export function classifyMissing(
  record: VoiceRecord,
  { begunAt }: Pick<ScannedList, 'begunAt'>,
  { missingSeconds }: ReconciliationRules,
  now: Date,
): 'leave' | 'note' | 'expire' {
  if (!couldExpire(record, now)) return 'leave';
  if (!record.missingSince) return 'note';
  return begunAt >= after(new Date(record.missingSince), missingSeconds) ? 'expire' : 'leave';
}

/** Returns whether the record is old enough that the provider must list its voice. */
export function isLongKnown(
  { updatedAt }: VoiceRecord,
  { begunAt }: Pick<ScannedList, 'begunAt'>,
  { missingSeconds }: ReconciliationRules,
): boolean {
  return begunAt >= after(new Date(updatedAt), missingSeconds);
}
