import { useEffect, useState } from 'preact/hooks';
import type { VoiceView } from '../../../client/index.ts';
import { player, usePlayback } from '../../core/player.ts';
import { useWords } from '../../core/words.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { analysisOf } from '../../ui/findings.tsx';
import { PlayButton } from '../../ui/play-button.tsx';
import { Waveform } from '../../ui/waveform.tsx';
import { AnalysisDetails } from './analysis-details.tsx';
import { clockTime } from './clock-time.ts';

/** The preview with its waveform and its analysis. */
export function PreviewCard({ voice, name }: { voice: VoiceView; name: string }) {
  const { voice: text, analysis: analysisText, common } = useWords();
  const { state, error } = usePlayback(voice.voiceId);
  const { preview } = voice;
  const analysis = analysisOf(voice);
  return (
    <section class="card preview-card">
      <h2>{text.preview}</h2>
      {'missing' in preview ? (
        <p class="hint">{common.noPreview[preview.missing]}</p>
      ) : (
        <>
          <div class="preview-player">
            <PlayButton voice={voice} name={name} />
            <Waveform voice={voice} name={name} />
            <Position
              voiceId={voice.voiceId}
              seconds={preview.durationSeconds}
              isPlaying={state === 'playing'}
            />
          </div>
          {state === 'failed' && <ErrorNote error={error} />}
          {analysis === null ? (
            <p class="hint">{analysisText.none}</p>
          ) : (
            <AnalysisDetails analysis={analysis} />
          )}
        </>
      )}
    </section>
  );
}

/** Position and duration of the preview. */
function Position({ voiceId, seconds, isPlaying }: PositionProps) {
  const [position, setPosition] = useState(0);
  useEffect(() => {
    const update = () => setPosition(player.position(voiceId));
    update();
    if (!isPlaying) return;
    const timer = setInterval(update, 100);
    return () => clearInterval(timer);
  }, [voiceId, isPlaying]);
  return (
    <span class="preview-position" aria-hidden="true">
      {clockTime(position)} / {seconds === null ? '–' : clockTime(seconds)}
    </span>
  );
}

interface PositionProps {
  readonly voiceId: string;
  readonly seconds: number | null;
  readonly isPlaying: boolean;
}
