import type { VoiceView } from '../../client/index.ts';

/** Returns a voice that is ready, with some fields changed. */
export function voiceOf(change: Partial<VoiceView> = {}): VoiceView {
  const { targetModel = 'cosyvoice-v3.5-plus', providerVoiceId = `${targetModel}-vd-a1-${'0'.repeat(32)}` } =
    change;
  return {
    voiceId: '01M8MQ417A63E5VPGRPBTMERHR',
    status: 'OK',
    reason: null,
    family: 'cosyvoice',
    scope: 'mainland',
    targetModel,
    name: 'Narrator',
    voicePrompt: 'A warm, unhurried woman in her forties',
    previewText: 'Good evening. The ferry leaves at nine.',
    language: 'en',
    sampleRate: 24_000,
    responseFormat: 'wav',
    labels: {},
    use: { model: targetModel, voice: providerVoiceId ?? '', languages: ['zh', 'en'] },
    preview: { missing: 'pending' },
    providerVoiceId,
    aliases: [],
    remakeOf: null,
    origin: 'requested',
    createdBy: 'developer',
    requestKey: null,
    auditionId: null,
    attempts: 1,
    polls: 1,
    warnings: [],
    sequence: 2,
    createdAt: '2026-11-29T20:00:00.000Z',
    updatedAt: '2026-11-29T20:00:09.000Z',
    reviewStartedAt: '2026-11-29T20:00:03.000Z',
    reviewedAt: '2026-11-29T20:00:09.000Z',
    deletedAt: null,
    deletedBecause: null,
    purgeAt: null,
    restorableUntil: null,
    ...change,
  };
}
