import type { VoiceRecord } from '../voice/record.ts';
import { LostRaceError, type VoiceStore } from './voice-store.ts';

/**
 * The voice was made by an invocation that did not live to store the audio, which the provider gives only once. Should
 * it live after all, the preview that it stores takes the place of the loss.
 *
 * @returns the record as it is then
 */
export async function withoutPendingPreview(
  record: VoiceRecord,
  voices: Pick<VoiceStore, 'read' | 'recordPreview'>,
): Promise<VoiceRecord> {
  const { voiceId, providerVoiceId, preview } = record;
  if (!('missing' in preview) || preview.missing !== 'pending' || !providerVoiceId) return record;
  try {
    await voices.recordPreview(voiceId, providerVoiceId, { missing: 'lost' }, null);
  } catch (error) {
    // It was stored after all, a moment ago.
    if (!(error instanceof LostRaceError)) throw error;
  }
  return (await voices.read(voiceId)) ?? record;
}
