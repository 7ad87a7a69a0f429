import { previewDefects } from '../audio/defects.ts';
import type { Effect } from './effects.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function milliseconds(amount: string | undefined, unit: string | undefined): number {
  return Number(amount) * (unitMs[unit?.toLowerCase() ?? 's'] ?? 1_000);
}

const defaultMessage = 'Simulated by a mark.';
const blockedMessage = 'Input or output data may contain inappropriate content.';
const throttledMessage = 'Requests rate limit exceeded, please try again later.';
const durationPattern = String.raw`(\d+(?:\.\d+)?) ?(ms|s|m|h)`;

interface Mark {
  readonly pattern: RegExp;
  /** @param earlier the number of earlier create calls of the same account with the same name */
  readonly effect: (match: RegExpMatchArray, earlier: number) => Effect | undefined;
}

/** A mark that consists of a word and a duration, such as `review 30s`. */
function durationMark(word: string, effect: (ms: number) => Effect): Mark {
  return {
    pattern: new RegExp(`^${word} ${durationPattern}$`, 'i'),
    effect: ([, amount, unit]) => effect(milliseconds(amount, unit)),
  };
}

/** A mark that consists of fixed text, an HTTP status (400 to 599) and an error code of the provider. */
function errorMark(text: string, when: 'before' | 'after'): Mark {
  return {
    pattern: new RegExp(String.raw`^${text} (\d{3}) ([A-Za-z]+(?:\.[A-Za-z]+)*)$`, 'i'),
    effect: ([, status, code = '']) => errorEffect(errorStatus(status), code, when),
  };
}

function errorEffect(
  status: number,
  code: string,
  when: 'before' | 'after',
  message = defaultMessage,
): Effect {
  return { kind: 'error', status, code, message, when };
}

function errorStatus(status: string | undefined): number {
  return Math.min(599, Math.max(400, Number(status)));
}

/** The marks. They are case-insensitive. `--help` and docs/simulator.md list them. */
const marks: readonly Mark[] = [
  { pattern: /^reject$/i, effect: () => ({ kind: 'voice', outcome: 'UNDEPLOYED' }) },
  { pattern: /^review never$/i, effect: () => ({ kind: 'voice', reviewSeconds: null }) },
  durationMark('review', (ms) => ({ kind: 'voice', reviewSeconds: ms / 1_000 })),
  durationMark('hidden', (ms) => ({ kind: 'voice', hiddenSeconds: ms / 1_000 })),
  durationMark('removed', (ms) => ({ kind: 'voice', removedAfterSeconds: ms / 1_000 })),
  durationMark('slow', (ms) => ({ kind: 'delay', ms: Math.min(3_600_000, ms) })),
  { pattern: /^answer lost$/i, effect: () => ({ kind: 'reset', when: 'after' }) },
  { pattern: /^answer cut$/i, effect: () => ({ kind: 'truncate', keep: 0.5, framing: 'none' }) },
  { pattern: /^no answer$/i, effect: () => ({ kind: 'silence', when: 'after' }) },
  { pattern: /^waf$/i, effect: () => ({ kind: 'html', status: 405, when: 'before' }) },
  { pattern: /^made, waf$/i, effect: () => ({ kind: 'html', status: 405, when: 'after' }) },
  {
    pattern: /^openai error (\d{3}) ([a-z_]+)$/i,
    effect: ([, status, code = '']) => ({
      kind: 'openai-error',
      status: errorStatus(status),
      code,
      message: defaultMessage,
      when: 'before',
    }),
  },
  {
    pattern: /^error in 200 ([A-Za-z]+(?:\.[A-Za-z]+)*)$/i,
    effect: ([, code = '']) => errorEffect(200, code, 'before'),
  },
  errorMark('error', 'before'),
  errorMark('made, error', 'after'),
  {
    pattern: /^blocked$/i,
    effect: () => errorEffect(400, 'DataInspectionFailed', 'before', blockedMessage),
  },
  {
    pattern: /^throttle (\d{1,3})$/i,
    effect: ([, times], earlier) =>
      earlier < Number(times)
        ? errorEffect(429, 'Throttling.RateQuota', 'before', throttledMessage)
        : undefined,
  },
  { pattern: /^opaque id$/i, effect: () => ({ kind: 'voice', id: 'opaque' }) },
  {
    pattern: /^made for ([A-Za-z0-9._-]+)$/i,
    effect: ([, targetModel]) => ({ kind: 'voice', targetModel }),
  },
  { pattern: /^broken preview$/i, effect: () => ({ kind: 'preview', preview: 'bad-base64', bytes: 1 }) },
  ...previewDefects.map(
    (preview): Mark => ({
      pattern: new RegExp(`^${preview} preview$`, 'i'),
      effect: () => ({ kind: 'preview', preview, bytes: 1 }),
    }),
  ),
];

/**
 * Returns the effects of the marks in a voice prompt, in order. Other text in square brackets has no effect.
 *
 * @param earlier the number of earlier create calls of the same account with the same name
 */
export function effectsOfMarks(voicePrompt: string, earlier: number): Effect[] {
  const effects: Effect[] = [];
  for (const [, text] of voicePrompt.matchAll(/\[([^[\]]{1,60})\]/g)) {
    for (const mark of marks) {
      const match = text?.trim().match(mark.pattern);
      const effect = match ? mark.effect(match, earlier) : undefined;
      if (effect) effects.push(effect);
    }
  }
  return effects;
}
