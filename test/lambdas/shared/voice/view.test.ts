import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../../../lambdas/shared/dashscope/index.ts';
import { warningsAbout } from '../../../../lambdas/shared/dashscope/warnings.ts';
import { labelIssues, labelLimits } from '../../../../lambdas/shared/validation/labels.ts';
import { previewFindings } from '../../../../lambdas/shared/voice/preview-analysis.ts';
import { type VoiceRecord, voiceRecord } from '../../../../lambdas/shared/voice/record.ts';
import { publicView, voiceView } from '../../../../lambdas/shared/voice/view.ts';
import { readyVoice, requestedVoice, storedAnalysis, storedPreview } from '../../../support/voices.ts';

const failed: VoiceRecord = {
  ...requestedVoice(),
  status: 'FAILED',
  reason: { code: 'content_rejected', providerCode: 'DataInspectionFailed', message: 'may contain …' },
};

/** An analysis whose JSON is as long as possible. Silence excludes the other findings, and no speech is both too fast and too slow. */
const longestAnalysis = {
  ...storedAnalysis,
  loudnessLufs: -70.1,
  truePeakDbtp: -190.6,
  clippedShare: 0.12345,
  silence: { leadingSeconds: 239.99, trailingSeconds: 239.99, longestSeconds: 239.99 },
  pitchHz: 599.9,
  charactersPerSecond: 102_400.1,
  findings: previewFindings.filter((code) => code !== 'silent' && code !== 'too_fast'),
};

describe('the views of a record', () => {
  it('contain the texts and the message only for readers of the record', () => {
    expect(voiceView(failed)).toMatchObject({
      voicePrompt: failed.voicePrompt,
      reason: { message: 'may contain …' },
    });
    const text = JSON.stringify(publicView(failed));
    expect(text).not.toMatch(/may contain|harbour|takes its time|voicePrompt|previewText/);
    expect(publicView(failed).reason).toEqual({
      code: 'content_rejected',
      providerCode: 'DataInspectionFailed',
    });
  });

  it('never contain the provider key', () => {
    const attempts = {
      1: { name: 'vdghjkmnpb', state: 'MADE' as const, releases: 0, keyId: 'key-of-attempt' },
    };
    const record = readyVoice({ keyId: 'key-of-record', attempts });
    expect(JSON.stringify([publicView(record), voiceView(record)])).not.toMatch(/key-of|keyId/);
  });

  it('contain each alias of the voice once, in alphabetical order', () => {
    const holds = new Set(['reader/move-c', 'narrator/move-b', 'narrator/move-a']);
    expect(publicView(readyVoice({ holds })).aliases).toEqual(['narrator', 'reader']);
    expect(publicView(readyVoice()).aliases).toEqual([]);
  });

  it('contain the use of a voice only once it is usable', () => {
    expect(publicView(readyVoice()).use).toEqual({
      model: 'cosyvoice-v3.5-plus',
      voice: 'cosyvoice-v3.5-plus-vd-abc',
      languages: ['zh', 'en'],
    });
    expect(publicView(requestedVoice()).use).toBeNull();
  });

  it.each<[string, Partial<VoiceRecord>, readonly string[] | null]>([
    ['a Qwen voice', { family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' }, LANGUAGES],
    ['a voice whose model is not documented', { targetModel: 'qwen-audio-3.0-tts-plus' }, null],
    ['an imported voice with a prompt', { origin: 'imported' }, ['zh', 'en']],
    [
      'an imported voice without a prompt, which may be a clone',
      { origin: 'imported', voicePrompt: null },
      null,
    ],
  ])('contain the languages of %s', (_, fields, languages) => {
    expect(publicView(voiceRecord.parse({ ...readyVoice(), ...fields })).use?.languages).toEqual(languages);
  });

  it('contain the waveform of the preview only for readers of the record', () => {
    const record = readyVoice({ previewWaveform: 'AP8=' });
    expect(voiceView(record).preview).toEqual({ ...storedPreview, waveform: 'AP8=' });
    expect(publicView(record).preview).toEqual(storedPreview);
    expect(voiceView(readyVoice()).preview).toEqual({ ...storedPreview, waveform: null });
    expect(voiceView(requestedVoice()).preview).toEqual({ missing: 'pending' });
  });

  it('contain no reason before the status that it explains', () => {
    expect(
      voiceView({ ...requestedVoice(), status: 'CREATING', reason: { code: 'provider_refused' } }).reason,
    ).toBeNull();
  });

  it('fit into 8 KiB with every field at its maximum', () => {
    const labels = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`k${String(i).padStart(3, '0')}`, '𝄞'.repeat(48)]),
    );
    labels.k000 += 'z'.repeat(labelLimits.bytes - Buffer.byteLength(JSON.stringify(labels)));
    expect(labelIssues({ ...labels, k000: 'z' }, labels)).toEqual([]);
    // One warning of each code that a record can have at the same time, at its maximum length.
    const retired = { family: 'qwen', scope: 'international', targetModel: 't'.repeat(128) } as const;
    const lengths = { undocumented_id: 90, target_model_differs: 206, other_account: 120 };
    const warnings = [
      ...warningsAbout(retired, new Date('2027-01-01')),
      { code: 'provider_answer_unreadable', message: 'y'.repeat(210) },
      ...Object.entries(lengths).map(([code, length]) => ({ code, message: 'y'.repeat(length) })),
    ];
    expect(warnings).toHaveLength(7);
    const view = publicView(
      readyVoice({
        labels,
        warnings,
        name: '𝄞'.repeat(64),
        requestKey: '"'.repeat(255),
        createdBy: 'o'.repeat(64),
        remakeOf: 'a'.repeat(63),
        holds: new Set(Array.from({ length: 10 }, (_, i) => `${String(i).padStart(63, 'a')}/move`)),
        preview: { ...storedPreview, durationSeconds: 1 / 3, analysis: longestAnalysis },
        previewWaveform: 'A'.repeat(268),
      }),
    );
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(8 * 1024);
  });
});

describe('a stored record', () => {
  it('parses with a preview that was stored before previews were analyzed', () => {
    const { analysis: _, ...preview } = storedPreview;
    const record = voiceRecord.parse({ ...readyVoice(), preview });
    expect(voiceView(record).preview).toEqual({ ...preview, analysis: null, waveform: null });
  });

  it('parses with a preview text that is too short for a new request', () => {
    const stored = { ...readyVoice(), previewText: 'Good evening.' };
    expect(voiceView(voiceRecord.parse(stored))).toMatchObject({ previewText: 'Good evening.' });
  });

  it.each([
    ['OK without the provider’s id', { ...requestedVoice(), status: 'OK' }],
    ['FAILED without a reason', { ...requestedVoice(), status: 'FAILED' }],
    [
      'DEPLOYING without the start of its review',
      { ...requestedVoice(), status: 'DEPLOYING', providerVoiceId: 'x' },
    ],
    ['REQUESTED with a provider’s id', { ...requestedVoice(), providerVoiceId: 'x' }],
    ['in an unknown status', { ...requestedVoice(), status: 'READY' }],
  ])('does not parse when it is %s', (_, record) => {
    expect(voiceRecord.safeParse(record).success).toBe(false);
  });
});
