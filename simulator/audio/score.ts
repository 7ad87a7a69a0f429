import { randomFrom, seedOf } from '../random.ts';
import type { Timbre } from './timbre.ts';

/** Formant frequencies of a vowel in Hz, for a tract of 1. */
export type Vowel = readonly [number, number, number];

/** One piece of speech. Times in seconds, pitch in Hz. */
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
const neutral: Vowel = [500, 1500, 2500];

/** 15 Latin letters a second; a Han, Kana or Hangul character is a syllable and takes three times as long. */
const secondsPerLetter = 1 / 15;

type Sound = {
  readonly kind: 'syllable' | 'comma' | 'stop';
  readonly letters: number;
  readonly text: string;
};

/** Cuts a text into syllables and pauses. Crude on purpose: it must sound like speech, not be understood. */
function soundsOf(text: string): Sound[] {
  const sounds: Sound[] = [];
  const pieces = text.matchAll(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\p{L}\p{N}]{1,3}|[.!?。！？…]+|[,;:，、；：—\s-]+|./gsu,
  );
  for (const [piece] of pieces) {
    if (/^[.!?。！？…]/u.test(piece)) sounds.push({ kind: 'stop', letters: 4, text: piece });
    else if (/^[,;:，、；：—-]/u.test(piece)) sounds.push({ kind: 'comma', letters: 2, text: piece });
    else if (/^\s/u.test(piece)) sounds.push({ kind: 'comma', letters: 1, text: piece });
    else if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(piece)) {
      sounds.push({ kind: 'syllable', letters: 3, text: piece });
    } else sounds.push({ kind: 'syllable', letters: [...piece].length, text: piece });
  }
  return sounds;
}

/** What is to be sung for a text by a voice, at most `maxSeconds` of it and at least a syllable. */
export function scoreOf(text: string, timbre: Timbre, maxSeconds: number): Segment[] {
  const sounds = soundsOf(text);
  const segments: Segment[] = [];
  let total = 0;
  const push = (segment: Segment): void => {
    const seconds = Math.min(segment.seconds, maxSeconds - total);
    if (seconds <= 0) return;
    segments.push({ ...segment, seconds });
    total += seconds;
  };
  const silence = (seconds: number): Segment => ({
    kind: 'silence',
    seconds,
    vowel: neutral,
    pitch: timbre.pitch,
    loudness: 0,
  });

  push(silence(0.06));
  let sinceStop = 0;
  for (const { kind, letters, text: piece } of sounds) {
    if (total >= maxSeconds) break;
    const seconds = (letters * secondsPerLetter) / timbre.tempo;
    if (kind !== 'syllable') {
      push(silence(seconds));
      if (kind === 'stop') sinceStop = 0;
      continue;
    }
    const random = randomFrom(seedOf('syllable', piece));
    const vowel = vowels[Math.floor(random() * vowels.length)] ?? neutral;
    // The melody falls along a sentence and wavers from syllable to syllable.
    const fall = 1 + timbre.liveliness * (0.55 - Math.min(1.1, sinceStop * 0.07));
    const pitch = timbre.pitch * fall * (1 + (random() - 0.5) * timbre.liveliness);
    const stress = 0.75 + random() * 0.25;
    if (random() < 0.45) {
      push({ kind: 'hiss', seconds: seconds * 0.28, vowel, pitch, loudness: 0.25 + random() * 0.2 });
      push({ kind: 'vowel', seconds: seconds * 0.72, vowel, pitch, loudness: stress });
    } else push({ kind: 'vowel', seconds, vowel, pitch, loudness: stress });
    sinceStop += 1;
  }
  push(silence(0.1));
  return segments;
}
