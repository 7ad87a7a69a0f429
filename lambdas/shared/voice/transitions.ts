import type { DetailType, Status } from '../contract.ts';
import type { guards } from './transition-guards.ts';

/** Attributes that a transition sets to its own time. */
export const timeValues = ['reviewStartedAt', 'reviewedAt', 'deletedAt'] as const;

/** Attributes that a transition can set. Every transition also sets status, time, sequence and pending events. */
export type TransitionValue =
  | (typeof timeValues)[number]
  | 'polls'
  | 'reason'
  | 'purgeAt'
  | 'statusBeforeDelete'
  | 'deletedBecause'
  | 'statusBeforeExpiry'
  | 'preview'
  | 'expiresAtEpochSeconds';

/** A write that changes the status of a voice, with its events in order. */
export interface Transition {
  readonly from: readonly Status[];
  readonly to: Status;
  readonly events: readonly DetailType[];
  readonly sets: readonly TransitionValue[];
  readonly removes?: readonly string[];
  /** The provider's voice id must be recorded (`true`), must not be (`false`), or does not matter (`null`). */
  readonly hasProviderVoice: boolean | null;
  readonly guard?: keyof typeof guards;
  /** A new execution takes over the record, whose run is raised by one. */
  readonly startsRun?: true;
}

const deletion = ['deletedAt', 'purgeAt', 'statusBeforeDelete'] as const;
const deletionMarks = ['deletedAt', 'statusBeforeDelete', 'deleteRequested', 'retireAt'] as const;
const restored = {
  from: ['DELETED'],
  events: ['Voice Restored'],
  guard: 'wasBeforeDelete',
} as const;
const expiryMarks = ['statusBeforeExpiry', 'missingSince'] as const;
const reappeared = {
  from: ['EXPIRED'],
  events: ['Voice Restored'],
  hasProviderVoice: true,
  guard: 'wasBeforeExpiry',
} as const;

/** All transitions that workflows and functions may make. Each is a single conditional write. */
export const transitions = {
  /** A CosyVoice voice was made and is under review. */
  created: {
    from: ['CREATING'],
    to: 'DEPLOYING',
    events: ['Voice Created'],
    sets: ['reviewStartedAt'],
    hasProviderVoice: true,
    guard: 'deletionNotRequested',
  },
  /** A Qwen voice was made; it has no review. */
  createdReady: {
    from: ['CREATING'],
    to: 'OK',
    events: ['Voice Created', 'Voice Ready'],
    sets: [],
    hasProviderVoice: true,
    guard: 'deletionNotRequested',
  },
  /** A voice was made, and its deletion was requested meanwhile. */
  createdDeleted: {
    from: ['CREATING'],
    to: 'DELETED',
    events: ['Voice Created', 'Voice Deleted'],
    sets: deletion,
    hasProviderVoice: true,
    guard: 'deletionRequested',
  },
  /** Deletion was requested, and nothing was sent, or the provider certainly did nothing. */
  deletedBeforeCreation: {
    from: ['CREATING'],
    to: 'DELETED',
    events: ['Voice Deleted'],
    sets: deletion,
    hasProviderVoice: false,
    guard: 'deletionRequested',
  },
  approved: {
    from: ['DEPLOYING'],
    to: 'OK',
    events: ['Voice Ready'],
    sets: ['reviewedAt', 'polls'],
    hasProviderVoice: true,
  },
  rejected: {
    from: ['DEPLOYING'],
    to: 'UNDEPLOYED',
    events: ['Voice Rejected'],
    sets: ['reviewedAt', 'polls', 'reason', 'purgeAt'],
    hasProviderVoice: true,
  },
  reviewTimedOut: {
    from: ['DEPLOYING'],
    to: 'TIMED_OUT',
    events: ['Voice Review Timed Out'],
    sets: ['polls', 'reason'],
    hasProviderVoice: true,
  },
  failed: {
    from: ['REQUESTED', 'CREATING'],
    to: 'FAILED',
    events: ['Voice Failed'],
    sets: [],
    hasProviderVoice: false,
  },
  /** The deletion was requested before the create was claimed. */
  deletedUnclaimed: {
    from: ['REQUESTED'],
    to: 'DELETED',
    events: ['Voice Deleted'],
    sets: deletion,
    hasProviderVoice: false,
  },
  /** The deletion was requested after the create. */
  deleted: {
    from: ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT'],
    to: 'DELETED',
    events: ['Voice Deleted'],
    sets: deletion,
    hasProviderVoice: true,
    guard: 'mayBeDeleted',
  },
  /** The audition of the voice ended without it, before the create was claimed. */
  notChosenUnclaimed: {
    from: ['REQUESTED'],
    to: 'DELETED',
    events: ['Voice Deleted'],
    sets: [...deletion, 'deletedBecause'],
    hasProviderVoice: false,
  },
  /** The audition of the voice ended without it. */
  notChosen: {
    from: ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT'],
    to: 'DELETED',
    events: ['Voice Deleted'],
    sets: [...deletion, 'deletedBecause'],
    hasProviderVoice: true,
    guard: 'notHeld',
  },
  /** The deletion was requested before the voice was found, listed again or settled. */
  deletedAsRequested: {
    from: ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT'],
    to: 'DELETED',
    events: ['Voice Deleted'],
    sets: deletion,
    hasProviderVoice: true,
    guard: 'deletionStillRequested',
  },
  /** The former voice of a remade alias, which nothing points at any longer. */
  retired: {
    from: ['OK'],
    to: 'DELETED',
    events: ['Voice Deleted'],
    sets: deletion,
    removes: ['retireAt'],
    hasProviderVoice: true,
    guard: 'retirementDue',
  },
  restoredRequest: {
    ...restored,
    to: 'REQUESTED',
    sets: [],
    removes: [...deletionMarks, 'purgeAt'],
    hasProviderVoice: false,
    startsRun: true,
  },
  restoredReview: {
    ...restored,
    to: 'DEPLOYING',
    sets: ['reviewStartedAt'],
    removes: [...deletionMarks, 'purgeAt'],
    hasProviderVoice: true,
    startsRun: true,
  },
  restoredReady: {
    ...restored,
    to: 'OK',
    sets: [],
    removes: [...deletionMarks, 'purgeAt'],
    hasProviderVoice: true,
  },
  /** A choice restores the voice, and removes the cause of its deletion. */
  restoredChosen: {
    ...restored,
    to: 'OK',
    sets: [],
    removes: [...deletionMarks, 'purgeAt', 'deletedBecause'],
    hasProviderVoice: true,
  },
  restoredRejected: {
    ...restored,
    to: 'UNDEPLOYED',
    sets: ['purgeAt'],
    removes: deletionMarks,
    hasProviderVoice: true,
  },
  restoredTimedOut: {
    ...restored,
    to: 'TIMED_OUT',
    sets: [],
    removes: [...deletionMarks, 'purgeAt'],
    hasProviderVoice: true,
  },
  /** Deleted at the provider and in S3. The record stays, without its texts, until its retention ends. */
  purged: {
    from: ['DELETED', 'UNDEPLOYED', 'EXPIRED'],
    to: 'PURGED',
    events: ['Voice Purged'],
    sets: ['preview', 'expiresAtEpochSeconds'],
    removes: ['voicePrompt', 'previewText', 'previewKey', 'previewWaveform', 'purgeAt'],
    hasProviderVoice: null,
    guard: 'purgeClaimHeld',
  },
  /** The provider no longer has it. */
  expired: {
    from: ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT', 'DELETED'],
    to: 'EXPIRED',
    events: ['Voice Expired'],
    sets: ['purgeAt', 'statusBeforeExpiry'],
    hasProviderVoice: true,
    guard: 'stillMissing',
  },
  /** An expired voice is listed again. Its review continues in a new execution. */
  reappearedReview: {
    ...reappeared,
    to: 'DEPLOYING',
    sets: ['reviewStartedAt'],
    removes: [...expiryMarks, 'purgeAt'],
    startsRun: true,
  },
  reappearedReady: { ...reappeared, to: 'OK', sets: [], removes: [...expiryMarks, 'purgeAt'] },
  /** Keeps the time at which it is to be purged. */
  reappearedRejected: { ...reappeared, to: 'UNDEPLOYED', sets: [], removes: expiryMarks },
  reappearedTimedOut: { ...reappeared, to: 'TIMED_OUT', sets: [], removes: [...expiryMarks, 'purgeAt'] },
  /** Keeps the time at which it is to be purged. */
  reappearedDeleted: { ...reappeared, to: 'DELETED', sets: [], removes: expiryMarks },
  /** A voice was found that an attempt of a failed create made. Its review continues in a new execution. */
  adopted: {
    from: ['FAILED'],
    to: 'DEPLOYING',
    events: ['Voice Created'],
    sets: ['reviewStartedAt'],
    hasProviderVoice: true,
    startsRun: true,
  },
  adoptedReady: {
    from: ['FAILED'],
    to: 'OK',
    events: ['Voice Created', 'Voice Ready'],
    sets: [],
    hasProviderVoice: true,
  },
  approvedLate: {
    from: ['TIMED_OUT'],
    to: 'OK',
    events: ['Voice Ready'],
    sets: ['reviewedAt'],
    hasProviderVoice: true,
  },
  rejectedLate: {
    from: ['TIMED_OUT'],
    to: 'UNDEPLOYED',
    events: ['Voice Rejected'],
    sets: ['reviewedAt', 'reason', 'purgeAt'],
    hasProviderVoice: true,
  },
} as const satisfies Record<string, Transition>;
export type TransitionName = keyof typeof transitions;
