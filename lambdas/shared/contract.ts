/**
 * What infrastructure and code share: statuses, event names, error names, the table of transitions and the routes.
 * Plain data and arithmetic; imports nothing.
 */

export const statuses = [
  'REQUESTED',
  'CREATING',
  'DEPLOYING',
  'OK',
  'UNDEPLOYED',
  'FAILED',
  'TIMED_OUT',
] as const;
export type Status = (typeof statuses)[number];

/** Statuses in which nothing further happens to a voice by itself. */
export const settledStatuses = [
  'OK',
  'UNDEPLOYED',
  'FAILED',
  'TIMED_OUT',
] as const satisfies readonly Status[];

export const eventSource = 'voice-design';
export const eventSchemaVersion = 1;

export const detailTypes = [
  'Voice Created',
  'Voice Ready',
  'Voice Rejected',
  'Voice Failed',
  'Voice Review Timed Out',
] as const;
export type DetailType = (typeof detailTypes)[number];

/** `reason.code` of a record: why a voice is not, or no longer, on its way to `OK`. */
export const reasonCodes = [
  'provider_refused',
  'provider_unauthorized',
  'provider_throttled',
  'provider_unreachable',
  'content_rejected',
  'provider_billing',
  'provider_quota_exceeded',
  'model_retired',
  'scope_not_configured',
  'create_outcome_unknown',
  'review_rejected',
  'review_deadline',
  'execution_failed',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** What the create Lambda tells the workflow. */
export const createOutcomes = ['made', 'unrecorded', 'again', 'failed', 'ended'] as const;
export type CreateOutcome = (typeof createOutcomes)[number];

/** What the query Lambda tells the workflow: the provider's word, or that the deadline has passed. */
export const reviewVerdicts = ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT'] as const;
export type ReviewVerdict = (typeof reviewVerdicts)[number];

/** Error names that Step Functions sees and matches. */
export const errorNames = {
  conditionalCheckFailed: 'DynamoDB.ConditionalCheckFailedException',
  invalidExecutionInput: 'InvalidExecutionInput',
  voiceNotFound: 'VoiceNotFoundError',
} as const;

/** A write that moves a voice from one status to another, with the events it announces in order. */
export interface Transition {
  readonly from: readonly Status[];
  readonly to: Status;
  readonly events: readonly DetailType[];
  /** Attributes set besides the status, its time, the sequence and the pending events. */
  readonly sets: readonly ('reviewStartedAt' | 'reviewedAt' | 'polls' | 'reason')[];
  /** Whether the provider's voice id has to be recorded (`true`) or must not be (`false`). */
  readonly hasProviderVoice: boolean;
}

/** The table of transitions that workflows and code may make; every one a single conditional write. */
export const transitions = {
  /** A CosyVoice voice was made and is under review. */
  created: {
    from: ['CREATING'],
    to: 'DEPLOYING',
    events: ['Voice Created'],
    sets: ['reviewStartedAt'],
    hasProviderVoice: true,
  },
  /** A Qwen voice was made; it has no review. */
  createdReady: {
    from: ['CREATING'],
    to: 'OK',
    events: ['Voice Created', 'Voice Ready'],
    sets: [],
    hasProviderVoice: true,
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
    sets: ['reviewedAt', 'polls', 'reason'],
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
} as const satisfies Record<string, Transition>;
export type TransitionName = keyof typeof transitions;

/**
 * The DynamoDB expressions of a transition. Names: `#status`, and `#event1`… for the keys of `pendingEvents`. Values:
 * `:from1`…, `:to`, `:run`, `:sequence` (before), `:newSequence` (after), `:updatedAt`, `:event1`…, and one of the same
 * name for each of `sets`. The condition also holds when the very same write has been made before, so that a write
 * whose answer was lost can be repeated.
 */
export function transitionExpressions(transition: Transition): {
  readonly update: string;
  readonly condition: string;
} {
  const events = transition.events.map((_, index) => `pendingEvents.#event${index + 1} = :event${index + 1}`);
  const sets = transition.sets.map((attribute) => `${attribute} = :${attribute}`);
  const froms = transition.from.map((_, index) => `:from${index + 1}`).join(', ');
  const voice = transition.hasProviderVoice
    ? 'attribute_exists(providerVoiceId)'
    : 'attribute_not_exists(providerVoiceId)';
  return {
    update: `SET ${['#status = :to', 'updatedAt = :updatedAt', '#sequence = :newSequence', ...sets, ...events].join(', ')}`,
    condition:
      `(#status IN (${froms}) AND #run = :run AND #sequence = :sequence AND ${voice})` +
      ' OR (#status = :to AND #run = :run AND #sequence = :newSequence)',
  };
}

export const scopes = ['read', 'write', 'admin'] as const;
export type KeyScope = (typeof scopes)[number];

/** The calls of the HTTP API: what an operation's folder is called, and what a key must be allowed to do. */
export const routes = [
  { method: 'POST', path: '/voices', operation: 'request-voice', scope: 'write' },
  { method: 'GET', path: '/voices/{voiceId}', operation: 'get-voice', scope: 'read' },
  { method: 'GET', path: '/voices/{voiceId}/preview', operation: 'get-preview', scope: 'read' },
  { method: 'GET', path: '/health', operation: 'get-health', scope: null },
] as const satisfies readonly {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  operation: string;
  scope: KeyScope | null;
}[];
export type Route = (typeof routes)[number];

/** Lower-case letters and digits without vowels and look-alikes: no words appear, and case folding changes nothing. */
export const nameAlphabet = 'bcdfghjkmnpqrstvwxyz2345678';

/** When a voice under review is asked about; all in seconds. */
export interface ReviewSchedule {
  readonly firstWaitSeconds: number;
  readonly maxWaitSeconds: number;
  readonly deadlineSeconds: number;
}

/** The wait before poll number `polls` (from 0), before jitter: doubling from the first to the longest, in seconds. */
export function unjitteredWait(
  schedule: Pick<ReviewSchedule, 'firstWaitSeconds' | 'maxWaitSeconds'>,
  polls: number,
): number {
  return Math.min(schedule.firstWaitSeconds * 2 ** Math.min(polls, 30), schedule.maxWaitSeconds);
}
