import { InvalidCronError, nextOccurrence, parseCron } from './cron.ts';
import { instantOf } from './wall-clock.ts';

/** When a schedule is to fire; all times in milliseconds since 1970. */
export interface Recurrence {
  /** The first time from `now` on. @param start the schedule's `StartDate` */
  first(now: number, start: number | undefined): number | undefined;
  /** The first time after `now`, on the grid that `previous` lies on; `undefined` if there is none. */
  next(previous: number, now: number): number | undefined;
}

/** A schedule expression that AWS would refuse. */
export class InvalidExpressionError extends Error {
  override readonly name = 'InvalidExpressionError';
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * `rate(5 minutes)`, `cron(0 3 * * ? *)`, `at(2027-01-01T00:00:00)`.
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
      throw new InvalidExpressionError(`"${text}" is none of rate(…), cron(…) and at(…)`);
  }
}

/** From the start date on; without one, at once. */
function rate(text: string): Recurrence {
  const [, value = '', unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(text) ?? [];
  const period = Number(value) * (unitMilliseconds[unit] ?? 0);
  if (period === 0) throw new InvalidExpressionError(`"${text}" is no rate, as "5 minutes" is`);
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

/** Once; a start date does not touch it. */
function at(text: string, timeZone: string): Recurrence {
  const wall = Date.parse(`${text}.000Z`);
  // JavaScript reads the 30th of February as the 2nd of March.
  const isTime = !Number.isNaN(wall) && new Date(wall).toISOString() === `${text}.000Z`;
  const seconds = wall % 60_000;
  const minute = isTime ? instantOf(wall - seconds, timeZone) : undefined;
  if (minute === undefined) throw new InvalidExpressionError(`"${text}" is no time in ${timeZone}`);
  const once = minute + seconds;
  return { first: (now) => (once >= now ? once : undefined), next: () => undefined };
}
