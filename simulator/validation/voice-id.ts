import type { Envelope } from './envelope.ts';
import { requiredText } from './fields.ts';

/** Reads the voice id of a query or delete. @throws ProviderError */
export function checkVoiceId({ profile, input }: Envelope): string {
  return requiredText(input, profile.idField);
}
