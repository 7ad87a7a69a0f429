import { providerErrors } from '../provider-error.ts';
import { checkVoiceId } from '../validation/voice-id.ts';
import { describeVoice } from './describe-voice.ts';
import { findVoice } from './find-voice.ts';
import type { OperationContext, OperationResult } from './operation.ts';

/** Returns one voice with its current status. */
export function queryVoice(context: OperationContext): OperationResult {
  const { envelope, settings, clock } = context;
  const id = checkVoiceId(envelope);
  const voice = findVoice(context, id);
  const { family } = envelope.profile;
  if (voice === undefined) {
    throw family === 'qwen'
      ? providerErrors.qwenQueryUnknownVoice(id)
      : providerErrors.cosyvoiceUnknownVoice();
  }
  return {
    output: describeVoice(voice, 'query', clock.now(), settings.utcOffsetHours),
    usage: family === 'qwen' ? { count: 0 } : {},
    voice: voice.id,
  };
}
