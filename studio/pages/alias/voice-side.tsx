import type { VoiceView } from '../../../client/index.ts';
import type { Slot } from '../../core/player.ts';
import { link } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { StatusBadge } from '../../ui/badge.tsx';
import { PlayButton } from '../../ui/play-button.tsx';
import { PlayError } from '../../ui/play-error.tsx';
import { Waveform } from '../../ui/waveform.tsx';

export interface VoiceSideProps {
  readonly voice: VoiceView;
  /** The side's name, such as "Now". */
  readonly title: string;
  readonly slot: Slot;
}

/** One side of a comparison: a voice with its player. */
export function VoiceSide({ voice, title, slot }: VoiceSideProps) {
  const { aliases: text, voices } = useWords();
  const name = `${title}: ${voice.name ?? voices.unnamed}`;
  return (
    <div class="voice-side">
      <h3>
        {title} <StatusBadge status={voice.status} />
      </h3>
      <p>
        <a href={link(`/voices/${voice.voiceId}`)}>{voice.name ?? voices.unnamed}</a>
      </p>
      <div class="voice-side-player">
        <PlayButton voice={voice} name={name} options={{ slot }} />
        <Waveform voice={voice} name={name} options={{ slot }} />
      </div>
      <PlayError voiceId={voice.voiceId} />
      <p class="hint">
        {text.model}: {voice.targetModel}
      </p>
      {voice.voicePrompt && <p class="brief-text">{voice.voicePrompt}</p>}
    </div>
  );
}
