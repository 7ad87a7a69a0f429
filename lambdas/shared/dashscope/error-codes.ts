import type { QuotaMeaning } from './errors.ts';
import { FAMILY_ROWS } from './families.ts';
import type { Family, Operation } from './vocabulary.ts';

/** What a provider error means to a caller; each has its class in errors.ts. */
export type ErrorMeaning =
  | 'authentication'
  | 'access_denied'
  | 'throttled'
  | 'quota'
  | 'voice_not_found'
  | 'invalid_request'
  | 'content_rejected'
  | 'billing'
  | 'model_retired'
  | 'server';

/** @see https://help.aliyun.com/zh/model-studio/error-code */
const MEANINGS: readonly (readonly [code: string, meaning: ErrorMeaning])[] = [
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

/** A code as it is compared: the provider's gateways also spell codes in lower case and with underscores. */
export function normalCode(code: string): string {
  return code.toLowerCase().replace(/[._]/g, '');
}

const NORMAL_MEANINGS = MEANINGS.map(([code, meaning]) => [normalCode(code), meaning] as const).sort(
  ([one], [other]) => other.length - one.length,
);

/** The meaning of a listed code, or of the longest listed code that it begins with. */
function listedMeaning(code: string): ErrorMeaning | undefined {
  const normal = normalCode(code);
  return NORMAL_MEANINGS.find(([listed]) => normal.startsWith(listed))?.[1];
}

/** The four ways in which query and delete say that there is no such voice. */
const VOICE_NOT_FOUND_CODES: readonly string[] = [
  'VoiceNotFound',
  'BadRequest.VoiceNotFound',
  'BadRequest.ResourceNotExist',
  'InvalidParameter.ResourceNotExist',
].map(normalCode);

/** Codes that a model taken offline is known or likely to answer with. */
const OFFLINE_CODES: readonly string[] = ['ModelNotFound', 'Endpoint.AccessDenied'].map(normalCode);

export interface ProviderComplaint {
  readonly family: Family;
  readonly operation: Operation;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly targetModel: string | null;
}

export function meaningOf(complaint: ProviderComplaint): ErrorMeaning {
  const { operation, status, code } = complaint;
  // A gateway that fails may quote anything; what a 5xx says about the request proves nothing.
  if (status >= 500 || status === 408) return 'server';
  if ((operation === 'query' || operation === 'delete') && VOICE_NOT_FOUND_CODES.includes(normalCode(code))) {
    return 'voice_not_found';
  }
  if (looksRetired(complaint)) return 'model_retired';
  if (status === 401) return 'authentication';
  const listed = listedMeaning(code);
  if (listed !== undefined) return listed;
  if (status === 403) return 'access_denied';
  if (status === 429) return 'throttled';
  return 'invalid_request';
}

function looksRetired({ family, code, message, now, targetModel }: ProviderComplaint): boolean {
  const { retirement } = FAMILY_ROWS[family];
  if (retirement === null) return false;
  // The complaint is then about the synthesis model, which has nothing to do with the retirement.
  if (targetModel !== null && message.includes(targetModel)) return false;
  const normal = normalCode(code);
  if (OFFLINE_CODES.includes(normal)) return true;
  if (normal === normalCode('InvalidParameter')) return /model not exist/i.test(message);
  // Before the date, a plain refusal is more likely a matter of rights.
  return normal === normalCode('AccessDenied') && now >= Date.parse(retirement.date);
}

/** Only the message tells the meanings apart. It may have a link appended, so it is searched, not compared. */
export function quotaMeaningOf(message: string): QuotaMeaning {
  if (/voice storage limit|voice-clone voice limit|maximum voice/i.test(message)) return 'voice_storage';
  if (/your current quota is/i.test(message) || /当前.{0,8}(?:quota|配额)/i.test(message))
    return 'voice_storage';
  if (/free allocated quota/i.test(message)) return 'free';
  if (/allocated quota exceeded/i.test(message)) return 'allocated';
  return 'unknown';
}
