import { invalid, type Measured, measured } from './measured.ts';

const PAGE_HEADER = 27;
/** Opus counts its granules at 48 kHz whatever the sample rate of the source. */
const GRANULES_PER_SECOND = 48_000;
const NO_GRANULE = 0xffff_ffff_ffff_ffffn;

/** An Ogg stream whose first packet is an Opus header. */
export function measureOpus(bytes: Buffer, sampleRate: number): Measured {
  let at = 0;
  let pages = 0;
  let preSkip = 0;
  let lastGranule = 0n;
  while (at < bytes.length) {
    if (bytes.toString('latin1', at, at + 4) !== 'OggS')
      return invalid(pages === 0 ? 'wrong_format' : 'truncated');
    if (at + PAGE_HEADER > bytes.length) return invalid('truncated');
    const segments = bytes[at + 26] ?? 0;
    const table = bytes.subarray(at + PAGE_HEADER, at + PAGE_HEADER + segments);
    const start = at + PAGE_HEADER + segments;
    const end = start + table.reduce((sum, length) => sum + length, 0);
    if (table.length < segments || end > bytes.length) return invalid('truncated');
    if (pages === 0) {
      const isOpus = end - start >= 19 && bytes.toString('latin1', start, start + 8) === 'OpusHead';
      if (!isOpus) return invalid('wrong_format');
      preSkip = bytes.readUInt16LE(start + 10);
    }
    const granule = bytes.readBigUInt64LE(at + 6);
    if (granule !== NO_GRANULE) lastGranule = granule;
    pages += 1;
    at = end;
  }
  // The two header pages alone hold no sound.
  if (pages < 3) return invalid('empty');
  const samples = Number(lastGranule) - preSkip;
  return measured(samples > 0 ? samples / GRANULES_PER_SECOND : null, sampleRate);
}
