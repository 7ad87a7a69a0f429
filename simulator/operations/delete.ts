import { providerErrors } from '../provider-error.ts';
import { checkVoiceId } from '../validation/voice-id.ts';
import { findVoice } from './find-voice.ts';
import type { OperationContext, OperationResult } from './operation.ts';

/** Deletes a voice permanently, regardless of its status. A deleted voice is unknown to later calls. */
export function deleteVoice(context: OperationContext): OperationResult {
  const { envelope, voices, clock } = context;
  const id = checkVoiceId(envelope);
  const { family } = envelope.profile;
  if (findVoice(context, id) === undefined) {
    throw family === 'qwen'
      ? providerErrors.qwenDeleteUnknownVoice(id)
      : providerErrors.cosyvoiceUnknownVoice();
  }
  voices.markDeleted(id, clock.now());
  return family === 'qwen'
    ? { output: { voice: id }, usage: { count: 0 }, voice: id }
    : { output: {}, usage: { count: 1 }, voice: id };
}
