import { InvalidCronError, nextOccurrence, parseCron } from './cron.ts';
import { instantOf } from './local-time.ts';

/** The occurrences of a schedule expression, in milliseconds since 1970. */
export interface Recurrence {
  /** Returns the first occurrence that is not before `now`. @param start the schedule's `StartDate` */
  first(now: number, start: number | undefined): number | undefined;
  /** Returns the first occurrence after both `previous` and `now`, in step with `previous`, or undefined if there is none. */
  next(previous: number, now: number): number | undefined;
}

/** A schedule expression is not valid on AWS. */
export class InvalidExpressionError extends Error {
  override readonly name = 'InvalidExpressionError';
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * Parses an expression such as `rate(5 minutes)`, `cron(0 3 * * ? *)` or `at(2027-01-01T00:00:00)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws InvalidExpressionError
 */
export function parseExpression(text: string, timeZone: string): Recurrence {
  const [, kind, fields = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text) ?? [];
  switch (kind) {
    case 'rate':
      return rate(fields);
    case 'cron':
      return cron(fields, timeZone);
    case 'at':
      return at(fields, timeZone);
    default:
      throw new InvalidExpressionError(`"${text}" is not a rate(…), cron(…) or at(…) expression`);
  }
}

/** Starts at the start date, or at once without one. */
function rate(text: string): Recurrence {
  const [, value = '', unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(text) ?? [];
  const period = Number(value) * (unitMilliseconds[unit] ?? 0);
  if (period === 0) throw new InvalidExpressionError(`"${text}" is not a rate such as "5 minutes"`);
  const next = (previous: number, now: number) =>
    previous + Math.max(1, Math.floor((now - previous) / period) + 1) * period;
  return {
    first: (now, start = now) => (start >= now ? start : next(start, now)),
    next,
  };
}

function cron(text: string, timeZone: string): Recurrence {
  try {
    const parsed = parseCron(text);
    return {
      first: (now, start = now) => nextOccurrence(parsed, timeZone, Math.max(now, start) - 1),
      next: (previous, now) => nextOccurrence(parsed, timeZone, Math.max(previous, now)),
    };
  } catch (error) {
    if (error instanceof InvalidCronError) throw new InvalidExpressionError(error.message);
    throw error;
  }
}

/** Occurs once. A start date has no effect. */
function at(text: string, timeZone: string): Recurrence {
  const local = Date.parse(`${text}.000Z`);
  // JavaScript parses February 30 as March 2.
  const isTime = !Number.isNaN(local) && new Date(local).toISOString() === `${text}.000Z`;
  const seconds = local % 60_000;
  const minute = isTime ? instantOf(local - seconds, timeZone) : undefined;
  if (minute === undefined) throw new InvalidExpressionError(`"${text}" is not a time in ${timeZone}`);
  const once = minute + seconds;
  return { first: (now) => (once >= now ? once : undefined), next: () => undefined };
}
