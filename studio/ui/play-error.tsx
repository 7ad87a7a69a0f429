import { usePlayback } from '../core/player.ts';
import { ErrorNote } from './error-note.tsx';

/** The error of a preview that could not be played. */
export function PlayError({ voiceId }: { voiceId: string }) {
  const { state, error } = usePlayback(voiceId);
  return <ErrorNote error={state === 'failed' ? error : null} />;
}
