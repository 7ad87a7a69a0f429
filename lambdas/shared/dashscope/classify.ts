/**
 * Classifies the provider's answers, and calls without an answer: the kind of error, whether the provider may have
 * carried out the request, and whether the same call may succeed later. No other file compares statuses, codes or
 * messages.
 *
 * @see https://help.aliyun.com/zh/model-studio/error-code
 */
import type { DashScopeError, QuotaMeaning } from './errors.ts';
import type { Failure, FailureReason } from './exchange.ts';
import { FAMILY_ROWS } from './families.ts';
import type { ErrorKind, Family, Operation } from './vocabulary.ts';

/** One answer, with its body parsed. */
export interface ParsedAnswer {
  readonly family: Family;
  readonly operation: Operation;
  readonly targetModel: string | null;
  readonly status: number;
  /** DashScope's error body; null if the body is another. */
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly hasOutput: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The reason why an answer leaves open whether the provider carried out the request. */
export type AnswerFault = 'redirect' | 'server_error' | 'no_envelope' | 'unreadable' | 'error_in_success';

export interface ErrorClassification {
  readonly kind: ErrorKind;
  /** True only if the provider refused in a structured 4xx, or nothing was sent. */
  readonly certainlyNotDone: boolean;
  /** True if the same call may succeed later. False for a create whose outcome is unknown. */
  readonly retryable: boolean;
  readonly fault: AnswerFault | null;
  /** True if the answer has no error body of DashScope's. A proxy or a gateway may have sent it. */
  readonly foreign: boolean;
  /** True if further requests have to wait for a while. */
  readonly holdsBack: boolean;
  /** The meaning of an exceeded quota. Set only for the kind `quota`. */
  readonly quota: QuotaMeaning | null;
}

/** Null for a success. */
export function classifyAnswer(answer: ParsedAnswer): ErrorClassification | null {
  const { operation, status, error, hasOutput } = answer;
  const isSuccess = status >= 200 && status < 300;
  // If the answer to a create contains both a voice and an error, the voice was created.
  if (isSuccess && hasOutput && (error === null || operation === 'create')) return null;
  const isRedirect = status >= 300 && status < 400;
  return error === null || isRedirect ? classifyForeign(answer) : classifyError(answer, error);
}

function classifyError(
  answer: ParsedAnswer,
  error: { readonly code: string; readonly message: string },
): ErrorClassification {
  const { operation, status } = answer;
  const kind = kindOf(answer, error);
  const certainlyNotDone = status >= 400 && status < 500 && kind !== 'server';
  const fault = certainlyNotDone ? null : status >= 200 && status < 300 ? 'error_in_success' : 'server_error';
  const quota = kind === 'quota' ? quotaMeaningOf(error.message) : null;
  const holdsBack = kind === 'throttled' || mayPass(quota, operation);
  const mayRepeat = certainlyNotDone || operation !== 'create';
  const retryable = mayRepeat && (kind === 'server' || holdsBack);
  return { kind, certainlyNotDone, retryable, fault, foreign: false, holdsBack, quota };
}

/** Classifies an answer without DashScope's error body. A proxy or a gateway may have sent it. */
function classifyForeign({ operation, status }: ParsedAnswer): ErrorClassification {
  const retryable = operation !== 'create';
  const open = { certainlyNotDone: false, retryable, foreign: true, holdsBack: false, quota: null };
  if (status === 401 && operation !== 'create') {
    return { ...open, kind: 'authentication', retryable: false, fault: 'no_envelope' };
  }
  if (status >= 500) return { ...open, kind: 'server', fault: 'server_error' };
  if (status >= 400) return { ...open, kind: 'unreadable', fault: 'no_envelope' };
  return { ...open, kind: 'unreadable', fault: status >= 300 ? 'redirect' : 'unreadable' };
}

const FAILURE_KINDS: Readonly<Record<FailureReason, ErrorKind>> = {
  connection: 'connection',
  connect_timeout: 'timeout',
  headers_timeout: 'timeout',
  body_timeout: 'timeout',
  total_timeout: 'timeout',
  aborted: 'timeout',
  too_late: 'timeout',
  too_large: 'unreadable',
  not_http: 'unreadable',
};

/** Classifies an exchange that ended without an answer. */
export function classifyFailure({ sent, reason }: Failure, operation: Operation): ErrorClassification {
  return {
    kind: FAILURE_KINDS[reason],
    certainlyNotDone: !sent,
    retryable: (!sent || operation !== 'create') && reason !== 'too_late',
    fault: null,
    foreign: false,
    holdsBack: false,
    quota: null,
  };
}

/** The rate of requests is limited, or a quota that is free again later is used up. */
export function isThrottled({ kind, retryable }: Pick<ErrorClassification, 'kind' | 'retryable'>): boolean {
  return kind === 'throttled' || (kind === 'quota' && retryable);
}

/**
 * The outcome of a create that ended in an error.
 *
 * @see CreateOutcome
 */
export function classifyCreate(
  error: Pick<DashScopeError, 'kind' | 'certainlyNotDone' | 'retryable'>,
): 'unknown' | 'unauthorized' | 'notDone' | 'refused' {
  if (!error.certainlyNotDone) return 'unknown';
  if (error.kind === 'authentication') return 'unauthorized';
  return isThrottled(error) ? 'notDone' : 'refused';
}

const KINDS: readonly (readonly [code: string, kind: ErrorKind])[] = [
  ['InvalidApiKey', 'authentication'],
  ['NOT AUTHORIZED', 'authentication'],

  ['AccessDenied', 'access_denied'],
  ['Model.AccessDenied', 'access_denied'],
  ['Workspace.AccessDenied', 'access_denied'],
  ['Endpoint.AccessDenied', 'access_denied'],
  ['ModelNotFound', 'access_denied'],
  ['WorkSpaceNotFound', 'access_denied'],

  ['Throttling.AllocationQuota', 'quota'],
  ['insufficient_quota', 'quota'],
  ['Throttling', 'throttled'],

  ['DataInspectionFailed', 'content_rejected'],
  ['CustomRoleBlocked', 'content_rejected'],
  ['IPInfringementSuspect', 'content_rejected'],

  ['Arrearage', 'billing'],
  ['AccessDenied.Unpurchased', 'billing'],
  ['AllocationQuota.FreeTierOnly', 'billing'],
  ['CommodityNotPurchased', 'billing'],
  ['PrepaidBillOverdue', 'billing'],
  ['PostpaidBillOverdue', 'billing'],

  ['InternalError', 'server'],
  ['SystemError', 'server'],
  ['ModelServiceFailed', 'server'],
  ['RequestTimeOut', 'server'],
  ['ServiceUnavailable', 'server'],
  ['ModelUnavailable', 'server'],
];

/** Normalizes a code for comparison. The gateways also send codes in lower case and with underscores. */
function normalCode(code: string): string {
  return code.toLowerCase().replace(/[._]/g, '');
}

const NORMAL_KINDS = KINDS.map(([code, kind]) => [normalCode(code), kind] as const).sort(
  ([one], [other]) => other.length - one.length,
);

/** The kind of a listed code, or of the longest listed code that it begins with. */
function listedKind(code: string): ErrorKind | undefined {
  const normal = normalCode(code);
  return NORMAL_KINDS.find(([listed]) => normal.startsWith(listed))?.[1];
}

/** Codes about the workspace of a call and not about its model. */
const WORKSPACE_CODES: readonly string[] = [
  'NOT AUTHORIZED',
  'Workspace.AccessDenied',
  'WorkSpaceNotFound',
].map(normalCode);

/** Returns true if the provider refused the workspace: the id is wrong, or the key has no access to it. */
export function concernsWorkspace({ providerCode }: Pick<DashScopeError, 'providerCode'>): boolean {
  return providerCode !== null && WORKSPACE_CODES.includes(normalCode(providerCode));
}

/** Codes that query and delete return for an unknown voice. */
const VOICE_NOT_FOUND_CODES: readonly string[] = [
  'VoiceNotFound',
  'BadRequest.VoiceNotFound',
  'BadRequest.ResourceNotExist',
  'InvalidParameter.ResourceNotExist',
].map(normalCode);

/** Codes that the provider returns, or is likely to return, for a retired model. */
const OFFLINE_CODES: readonly string[] = ['ModelNotFound', 'Endpoint.AccessDenied'].map(normalCode);

function kindOf(answer: ParsedAnswer, error: { readonly code: string; readonly message: string }): ErrorKind {
  const { operation, status } = answer;
  // A failing gateway may quote any code, so the code of a 5xx proves nothing about the request.
  if (status >= 500 || status === 408) return 'server';
  const isOfOneVoice = operation === 'query' || operation === 'delete';
  if (isOfOneVoice && VOICE_NOT_FOUND_CODES.includes(normalCode(error.code))) return 'voice_not_found';
  if (indicatesRetirement(answer, error)) return 'model_retired';
  if (status === 401) return 'authentication';
  const listed = listedKind(error.code);
  if (listed !== undefined) return listed;
  if (status === 403) return 'access_denied';
  if (status === 429) return 'throttled';
  return 'invalid_request';
}

function indicatesRetirement(
  { family, targetModel, now }: ParsedAnswer,
  { code, message }: { readonly code: string; readonly message: string },
): boolean {
  const { retirement } = FAMILY_ROWS[family];
  if (retirement === null) return false;
  // The message is then about the synthesis model, which is independent of the retirement.
  if (targetModel !== null && message.includes(targetModel)) return false;
  const normal = normalCode(code);
  if (OFFLINE_CODES.includes(normal)) return true;
  if (normal === normalCode('InvalidParameter')) return /model not exist/i.test(message);
  // Before the date, missing permissions are the more likely cause.
  return normal === normalCode('AccessDenied') && now >= Date.parse(retirement.date);
}

/** Only the message distinguishes the meanings. It may have a link appended, so it is searched, not compared. */
function quotaMeaningOf(message: string): QuotaMeaning {
  if (/voice storage limit|voice-clone voice limit|maximum voice/i.test(message)) return 'voice_storage';
  if (/your current quota is/i.test(message) || /当前.{0,8}(?:quota|配额)/i.test(message))
    return 'voice_storage';
  if (/free allocated quota/i.test(message)) return 'free';
  if (/allocated quota exceeded/i.test(message)) return 'allocated';
  return 'unknown';
}

/** An undocumented message is final for a create: sending again might be billed. Reading costs nothing. */
function mayPass(quota: QuotaMeaning | null, operation: Operation): boolean {
  return quota === 'allocated' || (quota === 'unknown' && operation !== 'create');
}
