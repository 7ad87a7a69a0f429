/**
 * Plain data that infrastructure and functions share: statuses, event names, error names, indexes, routes, and the
 * provider's families and scopes. The table of transitions is in voice/transitions.ts.
 */

export { maxCreateQueueSeconds, requestsPerSecondOf, reviewedFamilies } from './dashscope/families.ts';
export { maxPlacesOf, placesOf, placesReadIn, scanSeconds } from './dashscope/scan-time.ts';
export {
  ERROR_KINDS as providerErrorKinds,
  FAMILIES as families,
  type Family,
  OPERATIONS as providerOperations,
  SCOPES as deploymentScopes,
  type Scope as DeploymentScope,
} from './dashscope/vocabulary.ts';
export { type FunctionProblemCode, gatewayOnlyCodes, type ProblemCode, problems } from './problems.ts';
export { type ReviewSchedule, unjitteredWait } from './review-schedule.ts';
export {
  aliasItems,
  announcedVoices,
  auditionItems,
  budgetItems,
  indexes,
  keyItems,
  parkedItems,
  switchesKey,
} from './table-items.ts';

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

/** Statuses in which no execution works on a voice. */
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

/** Events about a candidate after which its audition may advance. */
export const advancingDetailTypes = [
  'Voice Ready',
  'Voice Rejected',
  'Voice Failed',
  'Voice Review Timed Out',
  'Voice Deleted',
  'Voice Expired',
] as const satisfies readonly DetailType[];

export const auditionStatuses = ['OPEN', 'READY', 'FAILED', 'DECIDED', 'LAPSED', 'CANCELLED'] as const;
/** The status of an audition. */
export type AuditionStatus = (typeof auditionStatuses)[number];

/** Statuses in which an audition has ended, so that it deletes every candidate that was not chosen. */
export const closedStatuses = ['DECIDED', 'LAPSED', 'CANCELLED'] as const satisfies readonly AuditionStatus[];

/** The event that announces each status of an audition but the first. */
export const auditionDetailTypes = [
  'Audition Ready',
  'Audition Failed',
  'Audition Decided',
  'Audition Lapsed',
  'Audition Cancelled',
] as const;
export type AuditionDetailType = (typeof auditionDetailTypes)[number];
/** Events about an alias. */
export const aliasDetailTypes = ['Alias Moved', 'Alias Remake Failed'] as const;
export type AliasDetailType = (typeof aliasDetailTypes)[number];

/** Events that request an action. They come on the stack's bus from any source. */
export const inboundDetailTypes = [
  'Voice Creation Requested',
  'Voice Deletion Requested',
  'Audition Requested',
] as const;
export type InboundDetailType = (typeof inboundDetailTypes)[number];

/** The event that reports a refused request event. It describes the request, not a voice. */
export const refusedDetailType = 'Voice Request Refused';

/** Values of a record's `reason.code`: the reason why a voice did not become `OK`. */
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

/** A kind of request that takes an idempotency key. A key of one kind does not repeat a request of the other. */
export type RequestKind = 'voice' | 'audition';

/** Values of a record's `deletedBecause`: the reason for a deletion that no caller requested. */
export const deletionCauses = ['not_chosen'] as const;
export type DeletionCause = (typeof deletionCauses)[number];

/** The preview of a voice that this deployment did not make. */
export const noPreview = { missing: 'none' } as const;

/** Outcomes that the create function returns to the workflow. */
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
 * Verdicts that the query function returns to the workflow: the provider's status, `TIMED_OUT` after the deadline, or
 * `ENDED` if this execution no longer reviews the record.
 */
export const reviewVerdicts = ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT', 'ENDED'] as const;
export type ReviewVerdict = (typeof reviewVerdicts)[number];

/** Seconds after which a parked execution queries its voice itself. The time doubles from the first to the longest. */
export const parking = { firstSeconds: 900, maxSeconds: 3_600 } as const;

/** Outcomes of the purge of one voice. */
export const purgeOutcomes = ['purged', 'skipped', 'failed'] as const;
export type PurgeOutcome = (typeof purgeOutcomes)[number];

/** Metrics of a reconciliation run on one of the provider's lists. */
export const listMetrics = {
  /** All voices in the list, in percent of the provider's limit. */
  quotaUsed: 'QuotaUsed',
  /** 1 if the whole list was read, and nothing was deleted meanwhile. */
  cleanScans: 'CleanScans',
  /** Voices with this deployment's name prefix and without a record. */
  unrecordedVoices: 'UnrecordedVoices',
  /** 1 if an operator has to act: the provider key has long belonged to another account, or deletions wait for a key. */
  waitingKeys: 'WaitingKeys',
  /** 1 if an operator has to act: voices have long been missing from the list without proof that they are deleted. */
  doubtedLists: 'DoubtedLists',
} as const;
/**
 * Name of a metric of the provider's lists.
 *
 * @example
 * voices.metricOfList('UnrecordedVoices', list);
 */
export type ListMetric = (typeof listMetrics)[keyof typeof listMetrics];

/**
 * Code of log lines and warnings about a voice id that is not of the documented form. A metric filter counts these log
 * lines.
 */
export const undocumentedId = 'provider_id_undocumented';

/** Error names that state machines match. */
export const errorNames = {
  deleteLeaseTaken: 'DeleteLeaseTakenError',
  conditionalCheckFailed: 'DynamoDB.ConditionalCheckFailedException',
  /** The same error of a state that calls DynamoDB through the integration of the AWS SDK. */
  sdkConditionalCheckFailed: 'DynamoDb.ConditionalCheckFailedException',
  functionThrottled: 'Lambda.TooManyRequestsException',
  invalidExecutionInput: 'InvalidExecutionInput',
  scopeNotConfigured: 'ScopeNotConfiguredError',
  voiceNotFound: 'VoiceNotFoundError',
} as const;

export const keyScopes = ['read', 'write', 'admin'] as const;
/** A permission of an API key. */
export type KeyScope = (typeof keyScopes)[number];

/** The routes of the HTTP API, each with the folder of its operation and the scope that a key needs. */
export const routes = [
  { method: 'GET', path: '/voices', operation: 'list-voices', scope: 'read' },
  { method: 'POST', path: '/voices', operation: 'request-voice', scope: 'write' },
  { method: 'GET', path: '/voices/{voiceId}', operation: 'get-voice', scope: 'read' },
  { method: 'GET', path: '/voices/{voiceId}/preview', operation: 'get-preview', scope: 'read' },
  { method: 'DELETE', path: '/voices/{voiceId}', operation: 'delete-voice', scope: 'write' },
  { method: 'POST', path: '/voices/{voiceId}/restore', operation: 'restore-voice', scope: 'write' },
  { method: 'POST', path: '/auditions', operation: 'request-audition', scope: 'write' },
  { method: 'GET', path: '/auditions', operation: 'list-auditions', scope: 'read' },
  { method: 'GET', path: '/auditions/{auditionId}', operation: 'get-audition', scope: 'read' },
  { method: 'POST', path: '/auditions/{auditionId}/choice', operation: 'choose-candidate', scope: 'write' },
  { method: 'DELETE', path: '/auditions/{auditionId}', operation: 'cancel-audition', scope: 'write' },
  { method: 'GET', path: '/aliases', operation: 'list-aliases', scope: 'read' },
  { method: 'GET', path: '/aliases/{alias}', operation: 'get-alias', scope: 'read' },
  { method: 'PUT', path: '/aliases/{alias}', operation: 'set-alias', scope: 'write' },
  { method: 'DELETE', path: '/aliases/{alias}', operation: 'delete-alias', scope: 'write' },
  { method: 'POST', path: '/aliases/{alias}/remake', operation: 'remake-alias', scope: 'write' },
  { method: 'GET', path: '/provider/voices', operation: 'list-provider-voices', scope: 'admin' },
  { method: 'GET', path: '/provider/voices/{id}', operation: 'get-provider-voice', scope: 'admin' },
  { method: 'POST', path: '/provider/voices/{id}/import', operation: 'import-voice', scope: 'admin' },
  { method: 'GET', path: '/key', operation: 'get-key', scope: 'any' },
  { method: 'GET', path: '/status', operation: 'get-status', scope: 'read' },
  { method: 'PUT', path: '/switches/{name}', operation: 'set-switch', scope: 'admin' },
  { method: 'GET', path: '/capacity', operation: 'get-capacity', scope: 'read' },
  { method: 'GET', path: '/openapi.json', operation: 'get-openapi', scope: 'any' },
  { method: 'GET', path: '/health', operation: 'get-health', scope: null },
] as const satisfies readonly {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  operation: string;
  /** With `any`, every key is accepted. With null, no key is needed. */
  scope: KeyScope | 'any' | null;
}[];
export type Route = (typeof routes)[number];

/** Paths of the studio, a page for people. Its function handles every method. No key is needed. */
export const studioPaths = { page: '/studio', files: '/studio/{file+}' } as const;

/** Returns the methods of a route. `HEAD` is allowed where `GET` is. */
export function methodsOf({ method }: Pick<Route, 'method'>): readonly (Route['method'] | 'HEAD')[] {
  return method === 'GET' ? [method, 'HEAD'] : [method];
}

/**
 * The alphabet of provider-side names. Lower case survives case folding. Without vowels no name spells a word, and
 * without look-alikes names are easy to read.
 */
export const nameAlphabet = 'bcdfghjkmnpqrstvwxyz2345678';
