import { useEffect, useRef } from 'preact/hooks';
import type { VoiceView } from '../../client/index.ts';
import { useClient } from '../core/client.ts';
import { player, usePlayback } from '../core/player.ts';
import { theme } from '../core/preferences.ts';
import { useStore } from '../core/store.ts';
import { useWords } from '../core/words.ts';

export interface WaveformProps {
  readonly voice: Pick<VoiceView, 'voiceId' | 'preview'>;
  /** The name of the voice for screen readers. */
  readonly name: string;
}

/** Seconds that an arrow key moves. */
const keyStepSeconds = 1;

/** Returns the peaks of a waveform from 0 to 1. */
export function decodeWaveform(base64: string): readonly number[] {
  return Array.from(atob(base64), (character) => character.charCodeAt(0) / 255);
}

/**
 * The waveform of a preview with the position of the player: a slider that a click or the arrow keys move. Seeking plays
 * the preview from there.
 */
export function Waveform({ voice: { voiceId, preview }, name }: WaveformProps) {
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
    return followPosition(
      element,
      decodeWaveform(peaks),
      () => {
        return seconds === 0 ? 0 : player.position(voiceId) / seconds;
      },
      state === 'playing',
    );
  }, [peaks, seconds, state, voiceId, colors]);
  if (audio === null || peaks === null) return null;
  const seek = (to: number) => {
    const from = Math.min(Math.max(to, 0), seconds);
    if (state === 'playing') player.seek(voiceId, from);
    else void player.play(client, voiceId, { from });
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
      aria-valuenow={Number(player.position(voiceId).toFixed(1))}
      aria-valuetext={common.seconds(player.position(voiceId).toFixed(1))}
      onClick={({ offsetX, currentTarget }) => seek((offsetX / currentTarget.clientWidth) * seconds)}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -keyStepSeconds, ArrowRight: keyStepSeconds }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        seek(player.position(voiceId) + step);
      }}
    />
  );
}

/**
 * Draws the waveform, and again on every frame while the preview plays and when the size or the colors change.
 *
 * @returns a function that ends it
 */
function followPosition(
  canvas: HTMLCanvasElement,
  peaks: readonly number[],
  position: () => number,
  isPlaying: boolean,
): () => void {
  let frame = 0;
  const draw = () => {
    drawWaveform(canvas, peaks, position());
    if (isPlaying) frame = requestAnimationFrame(draw);
  };
  const redraw = () => {
    cancelAnimationFrame(frame);
    draw();
  };
  const colors = matchMedia('(prefers-color-scheme: dark)');
  const sizes = new ResizeObserver(redraw);
  sizes.observe(canvas);
  colors.addEventListener('change', redraw);
  draw();
  return () => {
    cancelAnimationFrame(frame);
    sizes.disconnect();
    colors.removeEventListener('change', redraw);
  };
}

/** @param played the part that has been played, 0 to 1 */
function drawWaveform(canvas: HTMLCanvasElement, peaks: readonly number[], played: number): void {
  const context = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (context === null || width === 0) return;
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const [color, playedColor] = [style.getPropertyValue('--wave'), style.getPropertyValue('--wave-played')];
  const step = width / peaks.length;
  for (const [index, peak] of peaks.entries()) {
    const bar = Math.max(1, peak * height);
    context.fillStyle = index / peaks.length < played ? playedColor : color;
    context.fillRect(index * step, (height - bar) / 2, Math.max(step * 0.7, 0.5), bar);
  }
}
