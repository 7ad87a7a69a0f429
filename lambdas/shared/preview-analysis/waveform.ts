/** Number of peaks in a waveform. */
export const waveformPeaks = 200;

/**
 * Returns the waveform of a signal for display: 200 bytes as Base64. Byte n is the largest absolute sample of the nth of
 * 200 equal sections, where 255 is full scale.
 */
export function waveformOf(samples: Float32Array): string {
  const bytes = Buffer.alloc(waveformPeaks);
  for (let section = 0; section < waveformPeaks; section += 1) {
    const from = Math.floor((section * samples.length) / waveformPeaks);
    const to = Math.floor(((section + 1) * samples.length) / waveformPeaks);
    let peak = 0;
    for (let at = from; at < to; at += 1) {
      const sample = samples[at] ?? 0;
      if (sample > peak) peak = sample;
      else if (-sample > peak) peak = -sample;
    }
    bytes[section] = Math.min(255, Math.round(peak * 255));
  }
  return bytes.toString('base64');
}
