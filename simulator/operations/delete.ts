import { refusals } from '../provider-error.ts';
import { checkVoiceId } from '../rules/voice-id.ts';
import type { OperationContext, OperationResult } from './operation.ts';
import { visibleVoice } from './visible-voice.ts';

/** Deletes for good, in any status; a second time it is an unknown voice. */
export function deleteVoice(context: OperationContext): OperationResult {
  const { envelope, voices, clock } = context;
  const id = checkVoiceId(envelope);
  const { family } = envelope.profile;
  if (visibleVoice(context, id) === undefined) {
    throw family === 'qwen' ? refusals.qwenDeleteUnknownVoice(id) : refusals.cosyvoiceUnknownVoice();
  }
  voices.markDeleted(id, clock.now());
  return family === 'qwen'
    ? { output: { voice: id }, usage: { count: 0 }, voice: id }
    : { output: {}, usage: { count: 1 }, voice: id };
}
