import type { Status } from '../../lambdas/shared/contract.ts';
import type { PreviewAnalysis } from '../../lambdas/shared/voice/preview-analysis.ts';
import { type VoiceAt, type VoiceRecord, voiceRecord } from '../../lambdas/shared/voice/record.ts';

export const voiceId = '01K5ZJ0AAAAAAAAAAAAAAAAAAA';
export const instant = new Date('2026-03-01T12:00:00.000Z');

/** Returns the record that a request writes. */
export function requestedVoice(parts: Partial<VoiceAt<'REQUESTED'>> = {}): VoiceAt<'REQUESTED'> {
  return {
    voiceId,
    status: 'REQUESTED',
    run: 0,
    sequence: 0,
    pendingEvents: {},
    family: 'cosyvoice',
    scope: 'mainland',
    targetModel: 'cosyvoice-v3.5-plus',
    name: 'Evening reader',
    voicePrompt: 'A calm voice that takes its time.',
    previewText: 'The harbour is quiet tonight.',
    language: null,
    sampleRate: 24_000,
    responseFormat: 'wav',
    labels: {},
    origin: 'requested',
    createdBy: 'ann',
    requestKey: null,
    attempts: {},
    polls: 0,
    warnings: [],
    preview: { missing: 'pending' },
    createdAt: instant.toISOString(),
    createdMonth: '2026-03',
    updatedAt: instant.toISOString(),
    reviewStartedAt: null,
    reviewedAt: null,
    deletedAt: null,
    purgeAt: null,
    ...parts,
  };
}

export const storedAnalysis: PreviewAnalysis = {
  loudnessLufs: -17.4,
  truePeakDbtp: -1.9,
  clippedShare: 0,
  silence: { leadingSeconds: 0.06, trailingSeconds: 0.25, longestSeconds: 0.21 },
  pitchHz: 208.4,
  charactersPerSecond: 14.2,
  findings: [],
};

export const storedPreview = {
  mediaType: 'audio/wav',
  sampleRate: 24_000,
  bytes: 98_304,
  durationSeconds: 2.05,
  language: 'en',
  analysis: storedAnalysis,
};

/** Returns the record of a voice that can be used. */
export function readyVoice(parts: Partial<VoiceAt<'OK'>> = {}): VoiceRecord {
  return {
    ...requestedVoice(),
    status: 'OK',
    sequence: 2,
    providerVoiceId: 'cosyvoice-v3.5-plus-vd-abc',
    preview: storedPreview,
    previewKey: `${voiceId}.wav`,
    ...parts,
  };
}

const withoutVoice: readonly Status[] = ['REQUESTED', 'CREATING', 'FAILED', 'DELETED', 'PURGED'];
const withReason: readonly Status[] = ['UNDEPLOYED', 'FAILED', 'TIMED_OUT'];

/** Returns a valid record with the given status. */
export function voiceAt(status: Status, parts: Readonly<Record<string, unknown>> = {}): VoiceRecord {
  const time = instant.toISOString();
  const record: Record<string, unknown> = {
    ...requestedVoice(),
    status,
    sequence: 3,
    reviewStartedAt: time,
    ...(withReason.includes(status) && { reason: { code: 'review_rejected' } }),
    ...(status === 'DELETED' && { deletedAt: time, purgeAt: time, statusBeforeDelete: 'OK' }),
    ...(status === 'EXPIRED' && { purgeAt: time }),
    ...parts,
  };
  if (!withoutVoice.includes(status)) record.providerVoiceId ??= 'voice-a';
  if (status === 'REQUESTED') delete record.providerVoiceId;
  return voiceRecord.parse(record);
}
