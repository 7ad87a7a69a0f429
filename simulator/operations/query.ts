import { checkVoiceId } from '../validation/voice-id.ts';
import { describeVoice } from './describe-voice.ts';
import { findVoice } from './find-voice.ts';
import type { OperationContext, OperationResult } from './operation.ts';

/** Returns one voice with its current status. */
export function queryVoice(context: OperationContext): OperationResult {
  const { envelope, settings, clock } = context;
  const { profile } = envelope;
  const id = checkVoiceId(envelope);
  const voice = findVoice(context, id);
  if (voice === undefined) throw profile.unknownVoice.query(id);
  return {
    output: describeVoice(voice, 'query', clock.now(), settings.utcOffsetHours),
    usage: profile.usage.query,
    voice: voice.id,
  };
}
