import type { DetailType, Status } from '../contract.ts';

/** Attributes that a transition may give a value, besides the status, its time, the sequence and the pending events. */
export type TransitionValue =
  | 'reviewStartedAt'
  | 'reviewedAt'
  | 'polls'
  | 'reason'
  | 'deletedAt'
  | 'purgeAt'
  | 'statusBeforeDelete'
  | 'statusBeforeExpiry'
  | 'preview'
  | 'expiresAtEpochSeconds';

/** Condition expressions on a record, in addition to its status, run and sequence. */
export const guards = {
  deletionNotRequested: 'attribute_not_exists(deleteRequested)',
  deletionRequested: 'attribute_exists(deleteRequested)',
  notBeingPurged: 'attribute_not_exists(purgeClaim)',
  /** Missing for a while, not seen again since, and not being purged. Name `#until`. */
  stillMissing:
    'attribute_exists(missingSince) AND (attribute_not_exists(purgeClaim) OR purgeClaim.#until <= :updatedAt)',
  /** Back to where it was before it expired, unless a purge has begun, which may have removed its preview. */
  wasBeforeExpiry: 'statusBeforeExpiry = :to AND attribute_not_exists(purgeClaim)',
  /** Restored to where it was, and not while it is being purged. */
  wasBeforeDelete: 'statusBeforeDelete = :to AND attribute_not_exists(purgeClaim)',
  /** Value `:purgeClaimId`. */
  purgeClaimHeld: 'purgeClaim.id = :purgeClaimId',
} as const;

/** A write that moves a voice from one status to another, with the events it announces in order. */
export interface Transition {
  readonly from: readonly Status[];
  readonly to: Status;
  readonly events: readonly DetailType[];
  readonly sets: readonly TransitionValue[];
  readonly removes?: readonly string[];
  /** Whether the provider's voice id has to be recorded (`true`), must not be (`false`), or does not matter (`null`). */
  readonly hasProviderVoice: boolean | null;
  readonly guard?: keyof typeof guards;
  /** The record goes to a new execution: its run is raised by one. */
  readonly startsRun?: true;
}

const deletion = ['deletedAt', 'purgeAt', 'statusBeforeDelete'] as const;
const deletionMarks = ['deletedAt', 'statusBeforeDelete', 'deleteRequested'] as const;
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

/** The table of transitions that workflows and code may make; every one a single conditional write. */
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
  /** A voice was made whose deletion had been asked for meanwhile. */
  createdDeleted: {
    from: ['CREATING'],
    to: 'DELETED',
    events: ['Voice Created', 'Voice Deleted'],
    sets: deletion,
    hasProviderVoice: true,
    guard: 'deletionRequested',
  },
  /** Deletion was asked for before anything was sent, or what was sent was certainly not done. */
  deletedUnmade: {
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
  /** By request, before the create was claimed. */
  deletedUnclaimed: {
    from: ['REQUESTED'],
    to: 'DELETED',
    events: ['Voice Deleted'],
    sets: deletion,
    hasProviderVoice: false,
  },
  /** By request. */
  deleted: {
    from: ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT'],
    to: 'DELETED',
    events: ['Voice Deleted'],
    sets: deletion,
    hasProviderVoice: true,
    guard: 'notBeingPurged',
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
  /** Gone at the provider and in S3; the record stays, without its texts, until its retention ends. */
  purged: {
    from: ['DELETED', 'UNDEPLOYED', 'EXPIRED'],
    to: 'PURGED',
    events: ['Voice Purged'],
    sets: ['preview', 'expiresAtEpochSeconds'],
    removes: ['voicePrompt', 'previewText', 'previewKey', 'purgeAt'],
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
  /** An expired voice is listed again; its review goes on in a new execution. */
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
  /** A voice was found that a create of ours had made after all; its review goes on in a new execution. */
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
