/**
 * Plain data that infrastructure and functions share: statuses, event names, error names, indexes, routes, and the
 * provider's families and scopes. The table of transitions is in voice/transitions.ts.
 */

export { reviewedFamilies } from './dashscope/families.ts';
export {
  FAMILIES as families,
  type Family,
  SCOPES as deploymentScopes,
  type Scope as DeploymentScope,
} from './dashscope/vocabulary.ts';
export { type FunctionProblemCode, gatewayOnlyCodes, type ProblemCode, problems } from './problems.ts';

export const statuses = [
  'REQUESTED',
  'CREATING',
  'DEPLOYING',
  'OK',
  'UNDEPLOYED',
  'FAILED',
  'TIMED_OUT',
  'DELETED',
  'PURGED',
  'EXPIRED',
] as const;
/** The status of a voice. */
export type Status = (typeof statuses)[number];

/** Statuses in which an execution has nothing left to do for a voice. */
export const settledStatuses = [
  'OK',
  'UNDEPLOYED',
  'FAILED',
  'TIMED_OUT',
  'DELETED',
  'PURGED',
  'EXPIRED',
] as const satisfies readonly Status[];

export const eventSource = 'voice-design';
export const eventSchemaVersion = 1;

export const detailTypes = [
  'Voice Created',
  'Voice Ready',
  'Voice Rejected',
  'Voice Failed',
  'Voice Review Timed Out',
  'Voice Deleted',
  'Voice Restored',
  'Voice Purged',
  'Voice Expired',
] as const;
export type DetailType = (typeof detailTypes)[number];

/** Events by which others ask for something, on the stack's bus, from any source. */
export const inboundDetailTypes = ['Voice Creation Requested', 'Voice Deletion Requested'] as const;
export type InboundDetailType = (typeof inboundDetailTypes)[number];

/** What answers an inbound event that cannot be granted; it is about the request, not about a voice. */
export const refusedDetailType = 'Voice Request Refused';

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
  'create_outcome_absent',
  'review_rejected',
  'review_deadline',
  'execution_failed',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** The preview of a voice that was never made, or not by this deployment. */
export const noPreview = { missing: 'none' } as const;

/** What the create Lambda tells the workflow. */
export const createOutcomes = [
  'made',
  'madeDeleted',
  'deletedUnmade',
  'unrecorded',
  'again',
  'failed',
  'ended',
] as const;
export type CreateOutcome = (typeof createOutcomes)[number];

/**
 * The query Lambda's answer to the workflow: the provider's status, `TIMED_OUT` past the deadline, or `ENDED` where the
 * record is no longer under review by this execution.
 */
export const reviewVerdicts = ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT', 'ENDED'] as const;
export type ReviewVerdict = (typeof reviewVerdicts)[number];

/** What became of a voice that a purge was to remove. */
export const purgeOutcomes = ['purged', 'skipped', 'failed'] as const;
export type PurgeOutcome = (typeof purgeOutcomes)[number];

/** What a run of reconciliation counts in one of the provider's lists, as metrics. */
export const listMetrics = {
  /** Voices in the list, whoever made them, in percent of what the provider takes. */
  quotaUsed: 'QuotaUsed',
  /** 1 if the list was read whole, with nothing being deleted meanwhile. */
  cleanScans: 'CleanScans',
  /** Voices with this deployment's mark that no record knows. */
  unrecordedVoices: 'UnrecordedVoices',
  /** 1 if an operator has to act: the provider key is another account's for long, or deletions wait for a key. */
  waitingKeys: 'WaitingKeys',
  /** 1 if an operator has to act: the list has missed voices for long without proof that they are gone. */
  doubtedLists: 'DoubtedLists',
} as const;
/** The name of a metric of the provider's lists. */
export type ListMetric = (typeof listMetrics)[keyof typeof listMetrics];

/**
 * Log code, and a record's warning, for a voice whose id is not of the documented form. The infrastructure counts log
 * lines of this code.
 */
export const undocumentedId = 'provider_id_undocumented';

/** Error names that Step Functions sees and matches. */
export const errorNames = {
  deleteLeaseTaken: 'DeleteLeaseTakenError',
  conditionalCheckFailed: 'DynamoDB.ConditionalCheckFailedException',
  functionThrottled: 'Lambda.TooManyRequestsException',
  invalidExecutionInput: 'InvalidExecutionInput',
  scopeNotConfigured: 'ScopeNotConfiguredError',
  voiceNotFound: 'VoiceNotFoundError',
} as const;

/** How the table can be read besides by a record's id. Voice ids sort by time. */
export const indexes = {
  /** All records of one calendar month (UTC), `2026-11`. */
  byMonth: { name: 'byMonth', partitionKey: 'createdMonth', sortKey: 'voiceId' },
  byStatus: { name: 'byStatus', partitionKey: 'status', sortKey: 'voiceId' },
  /**
   * Sparse: records that have moved since reconciliation last looked, so that their events may not be published yet. Each
   * transition sets `announcing` to the status it leads to; reconciliation removes it once nothing is pending.
   */
  byAnnouncing: { name: 'byAnnouncing', partitionKey: 'announcing', sortKey: 'updatedAt', keysOnly: true },
} as const;

/**
 * Items of API keys, `KEY#<SHA-256 of the key>`. They are listed through a partition of `byStatus` of their own: no voice
 * has such a status.
 */
export const keyItems = { prefix: 'KEY#', status: 'KEY#ACTIVE' } as const;

export const keyScopes = ['read', 'write', 'admin'] as const;
/** A permission of an API key. */
export type KeyScope = (typeof keyScopes)[number];

/** The calls of the HTTP API: what an operation's folder is called, and what a key must be allowed to do. */
export const routes = [
  { method: 'GET', path: '/voices', operation: 'list-voices', scope: 'read' },
  { method: 'POST', path: '/voices', operation: 'request-voice', scope: 'write' },
  { method: 'GET', path: '/voices/{voiceId}', operation: 'get-voice', scope: 'read' },
  { method: 'GET', path: '/voices/{voiceId}/preview', operation: 'get-preview', scope: 'read' },
  { method: 'DELETE', path: '/voices/{voiceId}', operation: 'delete-voice', scope: 'write' },
  { method: 'POST', path: '/voices/{voiceId}/restore', operation: 'restore-voice', scope: 'write' },
  { method: 'GET', path: '/provider/voices', operation: 'list-provider-voices', scope: 'admin' },
  { method: 'GET', path: '/provider/voices/{id}', operation: 'get-provider-voice', scope: 'admin' },
  { method: 'POST', path: '/provider/voices/{id}/import', operation: 'import-voice', scope: 'admin' },
  { method: 'GET', path: '/capacity', operation: 'get-capacity', scope: 'read' },
  { method: 'GET', path: '/openapi.json', operation: 'get-openapi', scope: 'any' },
  { method: 'GET', path: '/health', operation: 'get-health', scope: null },
] as const satisfies readonly {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  operation: string;
  /** `any`: any key will do; null: none is needed. */
  scope: KeyScope | 'any' | null;
}[];
export type Route = (typeof routes)[number];

/** The methods that a route takes: `HEAD` wherever `GET` is. */
export function methodsOf({ method }: Pick<Route, 'method'>): readonly (Route['method'] | 'HEAD')[] {
  return method === 'GET' ? [method, 'HEAD'] : [method];
}

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
