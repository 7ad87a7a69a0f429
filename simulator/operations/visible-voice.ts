import { isVisible, type Voice } from '../voice.ts';
import type { OperationContext } from './operation.ts';

/** The caller's own voice of this family by its id; other accounts' and scopes' voices do not exist for it. */
export function visibleVoice(
  { account, envelope, voices, clock }: OperationContext,
  id: string,
): Voice | undefined {
  const voice = voices.find(id);
  const own =
    voice?.account.scope === account.scope &&
    voice.account.name === account.name &&
    voice.family === envelope.profile.family;
  return voice !== undefined && own && isVisible(voice, clock.now()) ? voice : undefined;
}
