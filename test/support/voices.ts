import type { VoiceAt, VoiceRecord } from '../../lambdas/shared/voice/record.ts';

export const voiceId = '01K5ZJ0AAAAAAAAAAAAAAAAAAA';
export const instant = new Date('2026-03-01T12:00:00.000Z');

/** A record as a request writes it. */
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

export const storedPreview = {
  mediaType: 'audio/wav',
  sampleRate: 24_000,
  bytes: 98_304,
  durationSeconds: 2.05,
  language: 'en',
};

/** A record of a voice that can be used. */
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
