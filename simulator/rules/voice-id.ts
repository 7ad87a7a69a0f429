import type { Envelope } from './envelope.ts';
import { requiredText } from './fields.ts';

/** The id that query and delete need. @throws ProviderError */
export function checkVoiceId({ profile, input }: Envelope): string {
  return requiredText(input, profile.idField);
}
