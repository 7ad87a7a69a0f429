/** Width of a bar and of the gap after it, in CSS pixels. */
const barWidth = 2;
const gapWidth = 1;

/** Returns the peaks of a waveform from 0 to 1. */
export function decodeWaveform(base64: string): readonly number[] {
  return Array.from(atob(base64), (character) => character.charCodeAt(0) / 255);
}

/** Returns `count` values, each the highest peak of its section. With fewer peaks than that, it returns the peaks. */
export function resamplePeaks(peaks: readonly number[], count: number): readonly number[] {
  if (count >= peaks.length) return peaks;
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor((index * peaks.length) / count);
    const end = Math.floor(((index + 1) * peaks.length) / count);
    return Math.max(...peaks.slice(start, end));
  });
}

/** Draws a waveform in the colors of the element. @param played the part that has been played, 0 to 1 */
export function drawWaveform(canvas: HTMLCanvasElement, peaks: readonly number[], played: number): void {
  const context = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (context === null || width === 0) return;
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  const { color, fill } = getComputedStyle(canvas);
  const bars = resamplePeaks(peaks, Math.max(1, Math.floor(width / (barWidth + gapWidth))));
  const step = width / bars.length;
  const drawBars = (from: number, to: number, style: string) => {
    context.fillStyle = style;
    context.beginPath();
    for (let index = from; index < to; index += 1) {
      const bar = Math.max(barWidth, (bars[index] ?? 0) * height);
      context.roundRect(index * step, (height - bar) / 2, step * 0.66, bar, 1);
    }
    context.fill();
  };
  const playedBars = Math.round(Math.min(1, played) * bars.length);
  drawBars(playedBars, bars.length, fill);
  drawBars(0, playedBars, color);
}
