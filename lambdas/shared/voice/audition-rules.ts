import { type AuditionStatus, closedStatuses, type Status, settledStatuses } from '../contract.ts';
import { assertNever } from '../platform/assert-never.ts';
import type { AuditionRecord } from './audition-record.ts';
import { isHeld } from './holds.ts';
import type { VoiceRecord } from './record.ts';

/** Bounds of an audition. */
export const auditionLimits = {
  candidates: { min: 2, max: 10, default: 3 },
  keepHours: { min: 1, max: 720, default: 72 },
} as const;

/** True if the audition has ended. A choice can still reopen a candidate that was not chosen. */
export function isClosed(status: AuditionStatus): boolean {
  return closedStatuses.some((closed) => closed === status);
}

/**
 * Returns the statuses of an audition's candidates. A candidate without a record is about to be written, or was removed
 * long after its purge.
 */
export function candidateStatuses(
  { complete }: Pick<AuditionRecord, 'complete'>,
  records: readonly (VoiceRecord | null)[],
): readonly Status[] {
  return records.map((record) => record?.status ?? (complete ? 'PURGED' : 'REQUESTED'));
}

/**
 * Returns the next status of an audition, from the current statuses of all its candidates. The event that caused the
 * call does not matter, so events can arrive twice, late, in any order or not at all.
 */
export function statusAfter(
  { status, keepUntil }: Pick<AuditionRecord, 'status' | 'keepUntil'>,
  candidates: readonly Status[],
  now: Date,
): AuditionStatus {
  if (isClosed(status)) return status;
  if (now >= new Date(keepUntil)) return 'LAPSED';
  const isReady = candidates.includes('OK');
  const isSettled = candidates.every((candidate) => settledStatuses.some((settled) => settled === candidate));
  if (isSettled) return isReady ? 'READY' : 'FAILED';
  // A candidate that continues, such as a restored one, does not take a status back.
  return status === 'FAILED' && isReady ? 'READY' : status;
}

/** Returns the status that refuses a choice: of the audition, or null if it allows one. */
export function refusesChoice({ status }: Pick<AuditionRecord, 'status'>): AuditionStatus | null {
  return status === 'CANCELLED' ? status : null;
}

/** True if a choice can take the voice: it can be used, or restored so that it can. */
export function isChoosable(record: VoiceRecord): boolean {
  if (record.status === 'OK') return record.purgeClaim === undefined;
  return record.status === 'DELETED' && record.statusBeforeDelete === 'OK' && record.purgeClaim === undefined;
}

/** Returns true if an audition can be cancelled. A decided or lapsed one has ended. */
export function isCancellable({ status }: Pick<AuditionRecord, 'status'>): boolean {
  return !isClosed(status);
}

/**
 * The next step for a candidate of a closed audition.
 *
 * - `done`: nothing is left to do.
 * - `wait`: another writer has to act first. The candidate is checked again later.
 * - `checkHolds`: an alias may hold the voice. A hold that no alias uses is released.
 * - `release`: the mark of a choice that lost, or was replaced, is removed.
 * - `delete`, `deleteUnclaimed`: the voice is deleted.
 * - `requestDeletion`: the voice is deleted once it exists, or is listed again.
 */
export type ClosingStep =
  | 'done'
  | 'wait'
  | 'checkHolds'
  | 'release'
  | 'delete'
  | 'deleteUnclaimed'
  | 'requestDeletion';

/** Returns the next step for a candidate of a closed audition. */
export function closingStep(
  { version, chosen }: Pick<AuditionRecord, 'version' | 'chosen'>,
  record: VoiceRecord,
): ClosingStep {
  const { keptBy, deleteRequested, deletedBecause, purgeClaim } = record;
  if (record.voiceId === chosen) return 'done';
  if (keptBy) return keptBy.version > version ? 'wait' : 'release';
  if (isHeld(record)) return 'checkHolds';
  // A caller has restored the voice after its audition had deleted it.
  const isRestored = deletedBecause !== undefined && deleteRequested === undefined;
  switch (record.status) {
    case 'REQUESTED':
      return isRestored ? 'done' : 'deleteUnclaimed';
    case 'CREATING':
      if (deleteRequested) return 'wait';
      return isRestored ? 'done' : 'requestDeletion';
    case 'DEPLOYING':
    case 'OK':
    case 'UNDEPLOYED':
    case 'TIMED_OUT':
      if (purgeClaim) return 'wait';
      return isRestored ? 'done' : 'delete';
    case 'FAILED':
    case 'EXPIRED':
      return deleteRequested || isRestored ? 'done' : 'requestDeletion';
    case 'DELETED':
    case 'PURGED':
      return 'done';
    default:
      return assertNever(record);
  }
}
