/** The transforms of MPEG audio layer III: a polyphase filter bank of 32 subbands and an MDCT of 18 lines per subband. */

const subbands = 32;
const linesPerSubband = 18;
/** Number of spectral lines, and of samples, in a granule. */
export const granuleSize = subbands * linesPerSubband;

const taps = 512;

/** Modified Bessel function of the first kind, order 0. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * The prototype low-pass filter of the filter bank: a Kaiser window whose shape and edge are chosen so that adjacent
 * subbands add up to one within 0.2 %. Decoders reconstruct the signal from it as well as from the table of the standard.
 */
const lowPass = ((): Float64Array => {
  const shape = 9;
  const edge = (1.1315 * Math.PI) / 64;
  const tap = (n: number): number => {
    const distance = n - taps / 2;
    const window = bessel0(shape * Math.sqrt(1 - (distance / (taps / 2)) ** 2)) / bessel0(shape);
    return window * (distance === 0 ? edge / Math.PI : Math.sin(edge * distance) / (Math.PI * distance));
  };
  const filter = Float64Array.from({ length: taps }, (_, n) => tap(n));
  // The factor 2 compensates for the half of a band's energy at negative frequencies.
  const gain = filter.reduce((sum, value) => sum + value, 0);
  return filter.map((value) => (2 * value) / gain);
})();

const modulation = Float64Array.from({ length: subbands * 64 }, (_, at) =>
  Math.cos(((2 * Math.floor(at / 64) + 1) * ((at % 64) - 16) * Math.PI) / 64),
);

const blockSize = 2 * linesPerSubband;
const transform = Float64Array.from({ length: linesPerSubband * blockSize }, (_, at) => {
  const line = Math.floor(at / blockSize);
  const place = at % blockSize;
  const window = Math.sin((Math.PI / blockSize) * (place + 0.5));
  const angle = (Math.PI / (2 * blockSize)) * (2 * place + 1 + linesPerSubband) * (2 * line + 1);
  return (window * Math.cos(angle)) / 9;
});

/** Coefficients of the alias reduction between adjacent subbands (c_i in the standard). */
const butterflies = [-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037].map((c) => ({
  keep: 1 / Math.sqrt(1 + c * c),
  leak: c / Math.sqrt(1 + c * c),
}));

/** Writes one sample of each subband, computed from the 512 samples before `end`. */
function splitIntoSubbands(samples: Float32Array, end: number, into: Float64Array, at: number): void {
  const folded = new Float64Array(64);
  for (let n = 0; n < taps; n += 1) {
    const sample = samples[end - 1 - n] ?? 0;
    const value = (lowPass[n] ?? 0) * sample;
    // The modulation has a period of 128 taps and changes its sign after 64.
    folded[n % 64] = (folded[n % 64] ?? 0) + (Math.floor(n / 64) % 2 === 0 ? value : -value);
  }
  for (let band = 0; band < subbands; band += 1) {
    let sum = 0;
    for (let n = 0; n < 64; n += 1) sum += (modulation[band * 64 + n] ?? 0) * (folded[n] ?? 0);
    into[at + band] = sum;
  }
}

/** Returns the spectrum of each granule, with enough granules after the end for a decoder to output the last sample. */
export function spectraOf(samples: Float32Array): Float64Array[] {
  const granules = Math.ceil((samples.length + taps) / granuleSize) + 1;
  let before = new Float64Array(granuleSize);
  return Array.from({ length: granules }, (_, granule) => {
    const now = new Float64Array(granuleSize);
    for (let moment = 0; moment < linesPerSubband; moment += 1) {
      splitIntoSubbands(samples, (granule * linesPerSubband + moment + 1) * subbands, now, moment * subbands);
      // The frequencies of odd subbands are inverted.
      if (moment % 2 === 1)
        for (let band = 1; band < subbands; band += 2)
          now[moment * subbands + band] = -(now[moment * subbands + band] ?? 0);
    }
    const lines = transformed(before, now);
    before = now;
    return withoutAliases(lines);
  });
}

function transformed(before: Float64Array, now: Float64Array): Float64Array {
  const lines = new Float64Array(granuleSize);
  for (let band = 0; band < subbands; band += 1) {
    for (let line = 0; line < linesPerSubband; line += 1) {
      let sum = 0;
      for (let place = 0; place < linesPerSubband; place += 1) {
        const at = line * blockSize + place;
        sum += (transform[at] ?? 0) * (before[place * subbands + band] ?? 0);
        sum += (transform[at + linesPerSubband] ?? 0) * (now[place * subbands + band] ?? 0);
      }
      lines[band * linesPerSubband + line] = sum;
    }
  }
  return lines;
}

function withoutAliases(lines: Float64Array): Float64Array {
  for (let border = linesPerSubband; border < granuleSize; border += linesPerSubband) {
    butterflies.forEach(({ keep, leak }, distance) => {
      const below = lines[border - 1 - distance] ?? 0;
      const above = lines[border + distance] ?? 0;
      lines[border - 1 - distance] = below * keep + above * leak;
      lines[border + distance] = above * keep - below * leak;
    });
  }
  return lines;
}
