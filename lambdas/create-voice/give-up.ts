import { wins } from '../shared/stores/items.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import type { Reason, UncreatedVoice } from '../shared/voice/record.ts';
import { type CreateVoiceResult, failed, result } from './create-voice-result.ts';

/** Records the reason why no voice will be made. Nothing that was sent has made one. */
export async function giveUp(
  record: UncreatedVoice,
  reason: Reason,
  { voices, now }: { readonly voices: Pick<VoiceStore, 'recordReason'>; readonly now: () => Date },
): Promise<CreateVoiceResult> {
  const isRecorded = await wins(voices.recordReason(record, reason, now()));
  // Another invocation has moved the record on, so it is read again.
  if (!isRecorded) return result(record, { outcome: 'again', waitSeconds: 1 });
  return failed({ ...record, reason });
}
