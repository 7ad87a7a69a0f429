import type { VoiceStore } from '../stores/voices.ts';
import { ApiError } from '../validation/api-error.ts';
import type { VoiceRecord } from '../voice/record.ts';

/** Reads the record of a voice for a caller. @throws ApiError `not_found` */
export async function findVoice(voices: Pick<VoiceStore, 'read'>, voiceId: string): Promise<VoiceRecord> {
  const record = await voices.read(voiceId);
  if (!record) throw new ApiError({ code: 'not_found' });
  return record;
}
