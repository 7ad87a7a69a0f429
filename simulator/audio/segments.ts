import { randomFrom, seedOf } from '../random.ts';
import type { Timbre } from './timbre.ts';

/** Formant frequencies of a vowel in Hz, for a relative vocal tract length of 1. */
export type Vowel = readonly [number, number, number];

/** A section of synthesized speech with constant target values. Pitch in Hz. */
export interface Segment {
  readonly kind: 'vowel' | 'hiss' | 'silence';
  readonly seconds: number;
  readonly vowel: Vowel;
  readonly pitch: number;
  readonly loudness: number;
}

const vowels: readonly Vowel[] = [
  [730, 1090, 2440], // a
  [530, 1840, 2480], // e
  [300, 2250, 2950], // i
  [570, 880, 2410], // o
  [320, 900, 2240], // u
  [500, 1500, 2500], // schwa
];
const schwa: Vowel = [500, 1500, 2500];

/** 15 Latin letters per second. A digit or a Han, Kana or Hangul character is a syllable and takes three times as long. */
const secondsPerLetter = 1 / 15;

interface TextUnit {
  readonly kind: 'syllable' | 'comma' | 'stop';
  /** Duration in letters. */
  readonly letters: number;
  readonly text: string;
}

/** Returns the segments of a text. A text that would take longer than `maxSeconds` is spoken faster. */
export function segmentsOf(text: string, timbre: Timbre, maxSeconds: number): Segment[] {
  const segments: Segment[] = [silence(0.06, timbre)];
  let syllablesSinceStop = 0;
  for (const unit of textUnits(text)) {
    const seconds = (unit.letters * secondsPerLetter) / timbre.tempo;
    if (unit.kind === 'syllable') {
      segments.push(...syllable(unit.text, seconds, syllablesSinceStop, timbre));
      syllablesSinceStop += 1;
    } else {
      segments.push(silence(seconds, timbre));
      if (unit.kind === 'stop') syllablesSinceStop = 0;
    }
  }
  segments.push(silence(0.1, timbre));
  const total = segments.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total <= maxSeconds) return segments;
  return segments.map((segment) => ({ ...segment, seconds: (segment.seconds * maxSeconds) / total }));
}

/** Splits a text into syllables and pauses. The result must sound like speech, but need not be intelligible. */
function textUnits(text: string): TextUnit[] {
  const units: TextUnit[] = [];
  const pieces = text.matchAll(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{N}]|\p{L}{1,3}|[.!?。！？…]+|[,;:，、；：—\s-]+|./gsu,
  );
  for (const [piece] of pieces) {
    if (/^[.!?。！？…]/u.test(piece)) units.push({ kind: 'stop', letters: 4, text: piece });
    else if (/^[,;:，、；：—-]/u.test(piece)) units.push({ kind: 'comma', letters: 2, text: piece });
    else if (/^\s/u.test(piece)) units.push({ kind: 'comma', letters: 1, text: piece });
    else if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{N}]/u.test(piece)) {
      units.push({ kind: 'syllable', letters: 3, text: piece });
    } else units.push({ kind: 'syllable', letters: [...piece].length, text: piece });
  }
  return units;
}

/** Returns the segments of a syllable: a vowel, in some syllables after a hiss. */
function syllable(text: string, seconds: number, position: number, timbre: Timbre): Segment[] {
  const random = randomFrom(seedOf('syllable', text));
  const vowel = vowels[Math.floor(random() * vowels.length)] ?? schwa;
  // The pitch falls over a sentence and varies from syllable to syllable.
  const fall = 1 + timbre.liveliness * (0.55 - Math.min(1.1, position * 0.07));
  const pitch = timbre.pitch * fall * (1 + (random() - 0.5) * timbre.liveliness);
  const loudness = 0.75 + random() * 0.25;
  if (random() >= 0.45) return [{ kind: 'vowel', seconds, vowel, pitch, loudness }];
  return [
    { kind: 'hiss', seconds: seconds * 0.28, vowel, pitch, loudness: 0.25 + random() * 0.2 },
    { kind: 'vowel', seconds: seconds * 0.72, vowel, pitch, loudness },
  ];
}

function silence(seconds: number, { pitch }: Timbre): Segment {
  return { kind: 'silence', seconds, vowel: schwa, pitch, loudness: 0 };
}
