import { type Random, randomFrom, seedOf } from '../random.ts';

/** The characteristics of a voice. */
export interface Timbre {
  /** Mean pitch in Hz. */
  readonly pitch: number;
  /** Relative variation of the pitch. 0.1 is flat, 0.4 is lively. */
  readonly liveliness: number;
  /** Factor of the formant frequencies. Below 1 the vocal tract is longer, above 1 it is shorter. */
  readonly tract: number;
  /** Share of breath noise, 0 to 1. */
  readonly breath: number;
  /** 0 (dark) to 1 (bright). */
  readonly brightness: number;
  /** Relative speed. 1 is 15 Latin letters per second. */
  readonly tempo: number;
}

interface Keyword {
  readonly pattern: RegExp;
  readonly change: (timbre: Timbre) => Timbre;
}

const scaled =
  (factors: Partial<Timbre>) =>
  (timbre: Timbre): Timbre => ({
    pitch: timbre.pitch * (factors.pitch ?? 1),
    liveliness: timbre.liveliness * (factors.liveliness ?? 1),
    tract: timbre.tract * (factors.tract ?? 1),
    breath: Math.min(1, timbre.breath * (factors.breath ?? 1)),
    brightness: Math.min(1, timbre.brightness * (factors.brightness ?? 1)),
    tempo: timbre.tempo * (factors.tempo ?? 1),
  });

/** Keywords of a description and their effect on the timbre. */
const keywords: readonly Keyword[] = [
  { pattern: /\b(deep|low|bass|baritone)\b|低沉|浑厚/, change: scaled({ pitch: 0.85, tract: 0.95 }) },
  { pattern: /\bhigh[- ](pitch|voice)|\bsoprano|清脆|高亢/, change: scaled({ pitch: 1.2 }) },
  {
    pattern: /bright|crisp|clear|young|cheerful|明亮|年轻/,
    change: scaled({ brightness: 1.6, pitch: 1.08 }),
  },
  { pattern: /warm|soft|gentle|calm|温暖|温柔/, change: scaled({ brightness: 0.6, breath: 1.3 }) },
  { pattern: /breathy|whisper|hoarse|husky|沙哑|气声/, change: scaled({ breath: 3 }) },
  { pattern: /slow|unhurried|elder|old\b|缓慢|老/, change: scaled({ tempo: 0.85 }) },
  { pattern: /fast|quick|brisk|energetic|快/, change: scaled({ tempo: 1.2, liveliness: 1.3 }) },
  { pattern: /monotone|flat|serious|neutral|严肃/, change: scaled({ liveliness: 0.5 }) },
];

function pitchAndTract(description: string, random: Random): Pick<Timbre, 'pitch' | 'tract'> {
  const spread = 0.92 + random() * 0.16;
  if (/child|girl|boy|kid|儿童|小孩/.test(description)) return { pitch: 310 * spread, tract: 1.28 };
  if (/\b(woman|women|female|lady|mother|grandmother)\b|女/.test(description))
    return { pitch: 205 * spread, tract: 1.14 };
  if (/\b(man|men|male|gentleman|father|grandfather)\b|男/.test(description))
    return { pitch: 118 * spread, tract: 0.97 };
  return random() < 0.5 ? { pitch: 200 * spread, tract: 1.12 } : { pitch: 125 * spread, tract: 1 };
}

/**
 * Returns the timbre of a voice. As with the real provider, two voices with the same description sound similar, but not
 * equal. The same voice always sounds the same.
 */
export function timbreOf(voicePrompt: string, voiceId: string): Timbre {
  const description = voicePrompt.toLowerCase();
  const random = randomFrom(seedOf('timbre', voicePrompt));
  const voiceRandom = randomFrom(seedOf('voice', voicePrompt, voiceId));
  const variation = (spread: number) => 1 + (voiceRandom() - 0.5) * spread;
  const { pitch, tract } = pitchAndTract(description, random);
  const base: Timbre = {
    pitch: pitch * variation(0.06),
    tract: tract * (0.96 + random() * 0.08) * variation(0.02),
    liveliness: 0.16 + random() * 0.12,
    breath: 0.08 + random() * 0.14,
    brightness: 0.35 + random() * 0.35,
    tempo: (0.92 + random() * 0.16) * variation(0.03),
  };
  return keywords
    .filter(({ pattern }) => pattern.test(description))
    .reduce((timbre, { change }) => change(timbre), base);
}
