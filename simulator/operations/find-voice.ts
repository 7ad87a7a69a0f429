import { isVisible, type Voice } from '../voice.ts';
import type { OperationContext } from './operation.ts';

/** Finds a visible voice of the calling account, its scope and the requested family. */
export function findVoice(
  { account, envelope, voices, clock }: OperationContext,
  id: string,
): Voice | undefined {
  const voice = voices.find(id);
  const isOwn =
    voice?.account.scope === account.scope &&
    voice.account.name === account.name &&
    voice.family === envelope.profile.family;
  return voice !== undefined && isOwn && isVisible(voice, clock.now()) ? voice : undefined;
}
