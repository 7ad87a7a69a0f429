import type { VoiceView } from '../../client/index.ts';
import { useClient } from '../core/client.ts';
import { type PlayOptions, player, usePlayback } from '../core/player.ts';
import { useWords } from '../core/words.ts';

export interface PlayButtonProps {
  readonly voice: Pick<VoiceView, 'voiceId' | 'preview'>;
  /** The name of the voice for screen readers. */
  readonly name: string;
  readonly options?: PlayOptions;
}

/** Plays or stops the preview of a voice. Without a preview, it shows why. */
export function PlayButton({ voice: { voiceId, preview }, name, options }: PlayButtonProps) {
  const { common } = useWords();
  const client = useClient();
  const { state } = usePlayback(voiceId);
  if ('missing' in preview) return <span class="hint">{common.noPreview[preview.missing]}</span>;
  const isActive = state === 'playing' || state === 'loading';
  return (
    <button
      type="button"
      class="play"
      data-state={state}
      aria-label={isActive ? common.stop(name) : common.play(name)}
      aria-busy={state === 'loading'}
      onClick={() => (isActive ? player.stop() : void player.play(client, voiceId, options))}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {isActive ? <path d="M4 3h8v10H4z" /> : <path d="M4 2.5v11l9-5.5z" />}
      </svg>
    </button>
  );
}
