import { checkVoiceId } from '../validation/voice-id.ts';
import { findVoice } from './find-voice.ts';
import type { OperationContext, OperationResult } from './operation.ts';

/** Deletes a voice permanently, regardless of its status. A deleted voice is unknown to later calls. */
export function deleteVoice(context: OperationContext): OperationResult {
  const { envelope, voices, clock } = context;
  const { profile } = envelope;
  const id = checkVoiceId(envelope);
  if (findVoice(context, id) === undefined) throw profile.unknownVoice.delete(id);
  voices.markDeleted(id, clock.now());
  return { output: profile.deleteOutput(id), usage: profile.usage.delete, voice: id };
}
