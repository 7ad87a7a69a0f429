import { MAX_PREVIEW_BYTES } from '../dashscope/index.ts';
import type { Log } from '../platform/log.ts';
import { type AnalyzedPreview, isAnalyzable } from '../preview-analysis/analyze-preview.ts';
import { type PreviewStore, previewKeyOf, type StoredPreview } from '../previews.ts';
import { ignoreLostRace } from '../stores/items.ts';
import type { FoundPreview, VoiceStore } from '../stores/voices.ts';
import { madeAttempt } from '../voice/preview.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { analyzePreviewOf } from './analyze-preview.ts';

/** The fields of a record that describe its preview. */
type AnalyzedRecord = Pick<
  VoiceRecord,
  'voiceId' | 'sampleRate' | 'language' | 'voicePrompt' | 'previewText'
>;

export interface FindStoredPreviewDependencies {
  readonly previews: Pick<PreviewStore, 'find' | 'read'>;
  readonly log: Log;
}

export interface SettlePendingPreviewDependencies extends FindStoredPreviewDependencies {
  readonly voices: Pick<VoiceStore, 'read' | 'recordPreview'>;
  readonly now: () => Date;
}

/**
 * Settles the preview of a voice whose invocation ended before it recorded the preview. The provider returns the audio
 * once, so it is in the bucket under the attempt's key or it is lost. If that invocation is still running, the preview
 * that it stores replaces the loss.
 *
 * @returns the updated record
 */
export async function settlePendingPreview(
  record: VoiceRecord,
  dependencies: SettlePendingPreviewDependencies,
): Promise<VoiceRecord> {
  const { voiceId, providerVoiceId, preview } = record;
  if (!('missing' in preview) || preview.missing !== 'pending' || !providerVoiceId) return record;
  await recordStoredPreview(record, dependencies);
  return (await dependencies.voices.read(voiceId)) ?? record;
}

/** Records the voice's preview in the bucket, or its loss if the bucket has none. */
export async function recordStoredPreview(
  record: VoiceRecord,
  dependencies: SettlePendingPreviewDependencies,
): Promise<void> {
  const { voiceId, providerVoiceId, preview } = record;
  if (!providerVoiceId) return;
  const [attempt] = madeAttempt(record) ?? ['1'];
  const found = await findStoredPreview(record, attempt, dependencies);
  if ('missing' in preview && preview.missing === 'lost' && found.key === null) return;
  // Another process may have recorded the preview, or the voice is being purged.
  await ignoreLostRace(
    dependencies.voices.recordPreview(voiceId, providerVoiceId, found, dependencies.now()),
  );
}

/** Returns the stored preview of an attempt as the record describes it. Returns `lost` without a key if none is stored. */
export async function findStoredPreview(
  record: AnalyzedRecord,
  attempt: number | string,
  dependencies: FindStoredPreviewDependencies,
): Promise<FoundPreview> {
  const stored = await dependencies.previews.find(previewKeyOf(record.voiceId, attempt, ''));
  const sampleRate = stored?.sampleRate ?? record.sampleRate;
  if (!stored || sampleRate === null) return { preview: { missing: 'lost' }, key: null, waveform: null };
  const { key, mediaType, bytes, durationSeconds } = stored;
  const { language } = record;
  const { analysis = null, waveform = null } =
    (await analyzeStored(record, { ...stored, sampleRate }, dependencies)) ?? {};
  return {
    preview: { mediaType, sampleRate, bytes, durationSeconds, language, analysis },
    key,
    waveform,
  };
}

/** Analyzes a preview in the bucket. Returns null if it cannot be read or analyzed. */
async function analyzeStored(
  record: AnalyzedRecord,
  { key, mediaType, bytes, sampleRate }: StoredPreview & { readonly sampleRate: number },
  { previews, log }: FindStoredPreviewDependencies,
): Promise<AnalyzedPreview | null> {
  if (!isAnalyzable(mediaType) || bytes > MAX_PREVIEW_BYTES) return null;
  try {
    return analyzePreviewOf(record, { bytes: await previews.read(key), mediaType, sampleRate }, log);
  } catch (error) {
    log.error('the preview could not be read for its analysis', {
      voiceId: record.voiceId,
      error: String(error),
    });
    return null;
  }
}
