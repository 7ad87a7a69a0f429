import { refusals } from '../provider-error.ts';
import { checkVoiceId } from '../rules/voice-id.ts';
import { describedVoice } from './described-voice.ts';
import type { OperationContext, OperationResult } from './operation.ts';
import { visibleVoice } from './visible-voice.ts';

/** One voice with its status as of now. */
export function queryVoice(context: OperationContext): OperationResult {
  const { envelope, settings, clock } = context;
  const id = checkVoiceId(envelope);
  const voice = visibleVoice(context, id);
  const { family } = envelope.profile;
  if (voice === undefined) {
    throw family === 'qwen' ? refusals.qwenQueryUnknownVoice(id) : refusals.cosyvoiceUnknownVoice();
  }
  return {
    output: describedVoice(voice, 'query', clock.now(), settings.utcOffsetHours),
    usage: family === 'qwen' ? { count: 0 } : {},
    voice: voice.id,
  };
}
