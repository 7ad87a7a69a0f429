import type { Effect } from './effects.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function milliseconds(amount: string | undefined, unit: string | undefined): number {
  return Number(amount) * (unitMs[unit?.toLowerCase() ?? 's'] ?? 1_000);
}

const duration = String.raw`(\d+(?:\.\d+)?) ?(ms|s|m|h)`;

interface Mark {
  readonly pattern: RegExp;
  /** `earlier`: how many creates of the same account and provider-side name came before. */
  readonly effect: (match: RegExpMatchArray, earlier: number) => Effect | undefined;
}

/** The marks of a voice prompt, each in square brackets, in any letter case. `--help` and the page list them. */
const marks: readonly Mark[] = [
  { pattern: /^reject$/i, effect: () => ({ kind: 'voice', outcome: 'UNDEPLOYED' }) },
  { pattern: /^review never$/i, effect: () => ({ kind: 'voice', reviewSeconds: null }) },
  {
    pattern: new RegExp(`^review ${duration}$`, 'i'),
    effect: ([, amount, unit]) => ({ kind: 'voice', reviewSeconds: milliseconds(amount, unit) / 1_000 }),
  },
  {
    pattern: new RegExp(`^hidden ${duration}$`, 'i'),
    effect: ([, amount, unit]) => ({ kind: 'voice', hiddenSeconds: milliseconds(amount, unit) / 1_000 }),
  },
  {
    pattern: new RegExp(`^removed ${duration}$`, 'i'),
    effect: ([, amount, unit]) => ({
      kind: 'voice',
      removedAfterSeconds: milliseconds(amount, unit) / 1_000,
    }),
  },
  {
    pattern: new RegExp(`^slow ${duration}$`, 'i'),
    effect: ([, amount, unit]) => ({ kind: 'delay', ms: Math.min(3_600_000, milliseconds(amount, unit)) }),
  },
  { pattern: /^answer lost$/i, effect: () => ({ kind: 'reset', when: 'after' }) },
  { pattern: /^answer cut$/i, effect: () => ({ kind: 'truncate', keep: 0.5, framing: 'none' }) },
  { pattern: /^waf$/i, effect: () => ({ kind: 'html', status: 405, when: 'before' }) },
  { pattern: /^made, waf$/i, effect: () => ({ kind: 'html', status: 405, when: 'after' }) },
  {
    pattern: /^openai error (\d{3}) ([a-z_]+)$/i,
    effect: ([, status, code = '']) => ({
      ...{ kind: 'openai-error', status: bounded(status), code, message: 'Asked for by a mark.' },
      when: 'before',
    }),
  },
  {
    pattern: /^error in 200 ([A-Za-z]+(?:\.[A-Za-z]+)*)$/i,
    effect: ([, code = '']) => ({
      ...{ kind: 'error', status: 200, code, message: 'Asked for by a mark.' },
      when: 'before',
    }),
  },
  { pattern: /^opaque id$/i, effect: () => ({ kind: 'voice', id: 'opaque' }) },
  {
    pattern: /^made for ([A-Za-z0-9._-]+)$/i,
    effect: ([, targetModel]) => ({ kind: 'voice', targetModel }),
  },
  { pattern: /^no answer$/i, effect: () => ({ kind: 'silence', when: 'after' }) },
  {
    pattern: /^blocked$/i,
    effect: () => ({
      kind: 'error',
      status: 400,
      code: 'DataInspectionFailed',
      message: 'Input or output data may contain inappropriate content.',
      when: 'before',
    }),
  },
  {
    pattern: /^error (\d{3}) ([A-Za-z]+(?:\.[A-Za-z]+)*)$/i,
    effect: ([, status, code]) => errorMark(status, code, 'before'),
  },
  {
    pattern: /^made, error (\d{3}) ([A-Za-z]+(?:\.[A-Za-z]+)*)$/i,
    effect: ([, status, code]) => errorMark(status, code, 'after'),
  },
  {
    pattern: /^throttle (\d{1,3})$/i,
    effect: ([, times], earlier) =>
      earlier < Number(times)
        ? {
            kind: 'error',
            status: 429,
            code: 'Throttling.RateQuota',
            message: 'Requests rate limit exceeded, please try again later.',
            when: 'before',
          }
        : undefined,
  },
  {
    pattern: /^broken preview$/i,
    effect: () => ({ kind: 'preview', preview: 'bad-base64', bytes: 1 }),
  },
];

function bounded(status: string | undefined): number {
  return Math.min(599, Math.max(400, Number(status)));
}

function errorMark(status: string | undefined, code: string | undefined, when: 'before' | 'after'): Effect {
  return {
    kind: 'error',
    status: bounded(status),
    code: code ?? 'InternalError',
    message: 'Asked for by a mark.',
    when,
  };
}

/** The effects that a voice prompt asks for, in the order they are written; other text in brackets is just text. */
export function marksIn(voicePrompt: string, earlier: number): Effect[] {
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
