import { type PreviewStore, previewKeyOf } from '../previews.ts';
import { LostRaceError } from '../stores/items.ts';
import type { VoiceStore } from '../stores/voices.ts';
import { madeAttempt } from '../voice/preview.ts';
import type { Preview, VoiceRecord } from '../voice/record.ts';

export interface SettlePendingPreviewDependencies {
  readonly voices: Pick<VoiceStore, 'read' | 'recordPreview'>;
  readonly previews: Pick<PreviewStore, 'find'>;
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
  { voices, previews }: SettlePendingPreviewDependencies,
): Promise<void> {
  const { voiceId, providerVoiceId, preview } = record;
  if (!providerVoiceId) return;
  const [attempt] = madeAttempt(record) ?? ['1'];
  const found = await findStoredPreview(record, attempt, previews);
  if ('missing' in preview && preview.missing === 'lost' && found.key === null) return;
  try {
    await voices.recordPreview(voiceId, providerVoiceId, found.preview, found.key);
  } catch (error) {
    // Another process recorded the preview, or the voice is being purged.
    if (!(error instanceof LostRaceError)) throw error;
  }
}

/** Returns the stored preview of an attempt as the record describes it. Returns `lost` without a key if none is stored. */
export async function findStoredPreview(
  { voiceId, sampleRate, language }: Pick<VoiceRecord, 'voiceId' | 'sampleRate' | 'language'>,
  attempt: number | string,
  previews: Pick<PreviewStore, 'find'>,
): Promise<{ readonly preview: Preview; readonly key: string | null }> {
  const stored = await previews.find(previewKeyOf(voiceId, attempt, ''));
  const rate = stored?.sampleRate ?? sampleRate;
  if (!stored || rate === null) return { preview: { missing: 'lost' }, key: null };
  const { key, mediaType, bytes, durationSeconds } = stored;
  return { preview: { mediaType, sampleRate: rate, bytes, durationSeconds, language }, key };
}
