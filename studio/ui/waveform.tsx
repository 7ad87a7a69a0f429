import { useEffect, useRef } from 'preact/hooks';
import type { VoiceView } from '../../client/index.ts';
import { useClient } from '../core/client.ts';
import { type PlayOptions, player, usePlayback } from '../core/player.ts';
import { theme } from '../core/preferences.ts';
import { useStore } from '../core/store.ts';
import { useWords } from '../core/words.ts';
import { decodeWaveform, drawWaveform } from './draw-waveform.ts';
import { positionAfterKey } from './position-after-key.ts';

export interface WaveformProps {
  readonly voice: Pick<VoiceView, 'voiceId' | 'preview'>;
  /** The name of the voice for screen readers. */
  readonly name: string;
  /** Options of playing that seeking starts. */
  readonly options?: Omit<PlayOptions, 'from'>;
}

/**
 * The waveform of a preview with the position of the player: a slider that a click or the keys move. Seeking plays the
 * preview from there.
 */
export function Waveform({ voice: { voiceId, preview }, name, options }: WaveformProps) {
  const { common } = useWords();
  const client = useClient();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { state } = usePlayback(voiceId);
  const colors = useStore(theme);
  const audio = 'missing' in preview ? null : preview;
  const peaks = audio?.waveform ?? null;
  const seconds = audio?.durationSeconds ?? 0;
  useEffect(() => {
    const element = canvas.current;
    if (element === null || peaks === null) return;
    const values = decodeWaveform(peaks);
    const draw = () => {
      const position = player.position(voiceId);
      drawWaveform(element, values, seconds === 0 ? 0 : position / seconds);
      element.ariaValueNow = position.toFixed(1);
      element.ariaValueText = common.seconds(position.toFixed(1));
    };
    return followPosition(element, draw, state === 'playing');
  }, [peaks, seconds, state, voiceId, colors, common]);
  if (audio === null || peaks === null) return null;
  const seek = (to: number) => {
    const from = Math.min(Math.max(to, 0), seconds);
    if (state === 'playing') player.seek(voiceId, from);
    else void player.play(client, voiceId, { ...options, from });
  };
  return (
    <canvas
      ref={canvas}
      class="waveform"
      role="slider"
      tabIndex={0}
      aria-label={common.position(name)}
      aria-valuemin={0}
      aria-valuemax={seconds}
      aria-valuenow={0}
      onClick={({ offsetX, currentTarget }) => seek((offsetX / currentTarget.clientWidth) * seconds)}
      onKeyDown={(event) => {
        const to = positionAfterKey(event.key, player.position(voiceId), seconds);
        if (to === null) return;
        event.preventDefault();
        seek(to);
      }}
    />
  );
}

/**
 * Draws, and draws again on every frame while the preview plays, and when the size or the colors change.
 *
 * @returns a function that ends it
 */
function followPosition(canvas: HTMLCanvasElement, draw: () => void, isPlaying: boolean): () => void {
  let frame = 0;
  const drawFrames = () => {
    draw();
    if (isPlaying) frame = requestAnimationFrame(drawFrames);
  };
  const redraw = () => {
    cancelAnimationFrame(frame);
    drawFrames();
  };
  const colors = matchMedia('(prefers-color-scheme: dark)');
  // The observer also reports the first size, with which the waveform is drawn for the first time.
  const sizes = new ResizeObserver(redraw);
  sizes.observe(canvas);
  colors.addEventListener('change', redraw);
  return () => {
    cancelAnimationFrame(frame);
    sizes.disconnect();
    colors.removeEventListener('change', redraw);
  };
}
