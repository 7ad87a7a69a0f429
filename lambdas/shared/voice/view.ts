import type { Status } from '../contract.ts';
import { assertNever } from './assert-never.ts';
import type { Preview, Reason, VoiceRecord, Warning } from './record.ts';

/** The record as the HTTP API shows it. */
export interface VoiceView extends PublicView {
  readonly voicePrompt: string | null;
  readonly previewText: string | null;
  readonly reason: Reason | null;
}

/** The record as events and executions carry it: no texts, at most 8 KiB. */
export interface PublicView {
  readonly voiceId: string;
  readonly status: Status;
  readonly reason: Omit<Reason, 'message'> | null;
  readonly family: VoiceRecord['family'];
  readonly scope: VoiceRecord['scope'];
  readonly targetModel: string;
  readonly name: string | null;
  readonly language: string | null;
  readonly sampleRate: number | null;
  readonly responseFormat: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** What a synthesis call needs; null unless the status is `OK`. */
  readonly use: { readonly model: string; readonly voice: string } | null;
  readonly preview: Preview;
  readonly providerVoiceId: string | null;
  readonly origin: VoiceRecord['origin'];
  readonly createdBy: string;
  readonly requestKey: string | null;
  readonly attempts: number;
  readonly polls: number;
  readonly warnings: readonly Warning[];
  readonly sequence: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly reviewStartedAt: string | null;
  readonly reviewedAt: string | null;
  readonly deletedAt: string | null;
  /** From when on the voice may be removed for good. */
  readonly purgeAt: string | null;
}

/** The public view: the record without its texts, its bookkeeping and the provider's message. */
export function publicView(record: VoiceRecord): PublicView {
  const reason = shownReason(record);
  return {
    voiceId: record.voiceId,
    status: record.status,
    reason: reason
      ? { code: reason.code, ...(reason.providerCode && { providerCode: reason.providerCode }) }
      : null,
    family: record.family,
    scope: record.scope,
    targetModel: record.targetModel,
    name: record.name,
    language: record.language,
    sampleRate: record.sampleRate,
    responseFormat: record.responseFormat,
    labels: record.labels,
    use: record.status === 'OK' ? { model: record.targetModel, voice: record.providerVoiceId } : null,
    preview: record.preview,
    providerVoiceId: record.providerVoiceId ?? null,
    origin: record.origin,
    createdBy: record.createdBy,
    requestKey: record.requestKey,
    attempts: Object.keys(record.attempts).length,
    polls: record.polls,
    warnings: record.warnings,
    sequence: record.sequence,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    reviewStartedAt: record.reviewStartedAt,
    reviewedAt: record.reviewedAt,
    deletedAt: record.deletedAt,
    purgeAt: record.purgeAt,
  };
}

/** The preview of a voice that was purged. */
export const gonePreview = { missing: 'lost' } as const satisfies Preview;

/** The whole record, for those who may read it. */
export function voiceView(record: VoiceRecord): VoiceView {
  return {
    ...publicView(record),
    reason: shownReason(record),
    voicePrompt: record.voicePrompt,
    previewText: record.previewText,
  };
}

/** A reason is noted ahead of the transition it explains; until then nobody is shown it. */
function shownReason(record: VoiceRecord): Reason | null {
  switch (record.status) {
    case 'REQUESTED':
    case 'CREATING':
    case 'DEPLOYING':
    case 'OK':
      return null;
    case 'UNDEPLOYED':
    case 'FAILED':
    case 'TIMED_OUT':
      return record.reason;
    case 'DELETED':
    case 'PURGED':
    case 'EXPIRED':
      return record.reason ?? null;
    default:
      return assertNever(record);
  }
}
