import { analyzePreviewOf } from '../shared/actions/analyze-preview.ts';
import { findStoredPreview } from '../shared/actions/settle-pending-preview.ts';
import type { Preview } from '../shared/dashscope/index.ts';
import type { Log } from '../shared/platform/log.ts';
import { type PreviewStore, previewKeyOf } from '../shared/previews.ts';
import type { Claim } from '../shared/stores/attempts.ts';
import type { FoundPreview } from '../shared/stores/voices.ts';
import type { UncreatedVoice } from '../shared/voice/record.ts';

export interface StorePreviewDependencies {
  readonly previews: PreviewStore;
  readonly log: Log;
}

/**
 * Stores the preview of an answer, and then analyzes it.
 *
 * @returns the preview to record; null if it is not known whether the bucket holds it, so that it stays pending and
 *   reconciliation searches for it
 */
export async function storePreview(
  decoded: Preview,
  record: UncreatedVoice,
  claim: Claim,
  dependencies: StorePreviewDependencies,
): Promise<FoundPreview | null> {
  const { previews, log } = dependencies;
  const { voiceId, language } = record;
  if (decoded.kind === 'invalid') {
    log.error('the preview is not valid audio of its format', { voiceId, code: decoded.reason });
    return { preview: { missing: 'invalid' }, key: null, waveform: null };
  }
  const { bytes, mediaType, sampleRate, durationSeconds } = decoded;
  const extension = decoded.responseFormat;
  const key = previewKeyOf(voiceId, claim.attempt, extension);
  try {
    const fileName = `${voiceId}.${extension}`;
    await previews.put(key, { bytes, mediaType, sampleRate, durationSeconds, fileName });
  } catch (error) {
    log.error('the preview could not be stored', { voiceId, error: String(error) });
    // The write may have succeeded, and only its answer may be lost.
    return findStoredPreview(record, claim.attempt, dependencies).catch(() => null);
  }
  const { analysis = null, waveform = null } = analyzePreviewOf(record, decoded, log) ?? {};
  const preview = { mediaType, sampleRate, bytes: bytes.length, durationSeconds, language, analysis };
  return { preview, key, waveform };
}
