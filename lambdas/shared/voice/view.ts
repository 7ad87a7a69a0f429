import type { Status } from '../contract.ts';
import { languagesOf } from '../dashscope/target-models.ts';
import type { Language } from '../dashscope/vocabulary.ts';
import { assertNever } from '../platform/assert-never.ts';
import { aliasesOf } from './holds.ts';
import { shownPreview } from './preview.ts';
import type { Reason, VoiceRecord } from './record.ts';
import { restorableUntil } from './restorable.ts';
import type { CandidateView, PublicView, VoiceView } from './view-schema.ts';

export type { CandidateView, PublicView, RefreshedVoiceView, VoiceView } from './view-schema.ts';

/** Returns the public view: the record without its texts, its internal fields and the provider's message. */
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
    use: record.status === 'OK' ? useOf(record) : null,
    preview: shownPreview(record, record.status),
    providerVoiceId: record.providerVoiceId ?? null,
    aliases: aliasesOf(record),
    remakeOf: record.remakeOf ?? null,
    origin: record.origin,
    createdBy: record.createdBy,
    requestKey: record.requestKey,
    auditionId: record.auditionId ?? null,
    attempts: Object.keys(record.attempts).length,
    polls: record.polls,
    warnings: record.warnings,
    sequence: record.sequence,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    reviewStartedAt: record.reviewStartedAt,
    reviewedAt: record.reviewedAt,
    deletedAt: record.deletedAt,
    deletedBecause: shownCause(record, record.status),
    purgeAt: record.purgeAt,
    restorableUntil: restorableUntil(record),
  };
}

/** Returns the cause of a deletion, while the voice is deleted or will be. A restored record keeps the cause. */
export function shownCause(
  { deletedBecause, deleteRequested }: Pick<VoiceRecord, 'deletedBecause' | 'deleteRequested'>,
  status: Status,
): PublicView['deletedBecause'] {
  const isDeleted = status === 'DELETED' || status === 'PURGED';
  return ((isDeleted || deleteRequested) && deletedBecause) || null;
}

/** Returns the parameters of a synthesis call with the record's voice. */
export function useOf(record: VoiceRecord): NonNullable<PublicView['use']> {
  const { targetModel, providerVoiceId = '' } = record;
  return { model: targetModel, voice: providerVoiceId, languages: languagesSpoken(record) };
}

/** Returns null for an imported voice without a prompt. It may be a clone, which speaks other languages. */
export function languagesSpoken({
  origin,
  voicePrompt,
  targetModel,
}: VoiceRecord): readonly Language[] | null {
  return origin === 'imported' && voicePrompt === null ? null : languagesOf(targetModel);
}

/** Returns the public view with the waveform of the preview. */
export function candidateView(record: VoiceRecord): CandidateView {
  const shown = publicView(record);
  const { preview: audio } = shown;
  if ('missing' in audio) return { ...shown, preview: audio };
  return { ...shown, preview: { ...audio, waveform: record.previewWaveform ?? null } };
}

/** Returns the view with the texts, the provider's message and the waveform of the preview. */
export function voiceView(record: VoiceRecord): VoiceView {
  return {
    ...candidateView(record),
    reason: shownReason(record),
    voicePrompt: record.voicePrompt,
    previewText: record.previewText,
  };
}

/** A reason is recorded before the transition that it explains. The view does not show it until then. */
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
