/** The transforms of MPEG audio layer III: 32 subbands by a polyphase filter, 18 lines of each by an MDCT. */

const subbands = 32;
const linesPerSubband = 18;
/** Lines, and samples, of a granule: the smallest part that is encoded. */
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
 * A low-pass that, moved to the middle of each subband, splits a signal so that the decoder's filter puts it together
 * again: a Kaiser window, its shape and edge chosen so that two neighbours always add up to one, within 0.2 %. The
 * standard prints a table instead, which is as good a filter of the same kind.
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
  // Twice the gain of one band, as half of a band's energy lies at negative frequencies.
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

/** What of a line leaks into the neighbouring subband's mirror image, and is taken back (the standard's c_i). */
const butterflies = [-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037].map((c) => ({
  keep: 1 / Math.sqrt(1 + c * c),
  leak: c / Math.sqrt(1 + c * c),
}));

/** The subbands' samples at one moment, of the 512 samples that end `end` samples into the signal. */
function split(samples: Float32Array, end: number, into: Float64Array, at: number): void {
  const folded = new Float64Array(64);
  for (let n = 0; n < taps; n += 1) {
    const sample = samples[end - 1 - n] ?? 0;
    const value = (lowPass[n] ?? 0) * sample;
    // The modulation repeats every 128 taps, and changes its sign every 64.
    folded[n % 64] = (folded[n % 64] ?? 0) + (Math.floor(n / 64) % 2 === 0 ? value : -value);
  }
  for (let band = 0; band < subbands; band += 1) {
    let sum = 0;
    for (let n = 0; n < 64; n += 1) sum += (modulation[band * 64 + n] ?? 0) * (folded[n] ?? 0);
    into[at + band] = sum;
  }
}

/** The spectrum of each granule, with as many at the end as it takes for the last sample to come out of a decoder. */
export function spectraOf(samples: Float32Array): Float64Array[] {
  const granules = Math.ceil((samples.length + taps) / granuleSize) + 1;
  let before = new Float64Array(granuleSize);
  return Array.from({ length: granules }, (_, granule) => {
    const now = new Float64Array(granuleSize);
    for (let moment = 0; moment < linesPerSubband; moment += 1) {
      split(samples, (granule * linesPerSubband + moment + 1) * subbands, now, moment * subbands);
      // Odd subbands lie mirrored.
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
