import { instantOf, localTime } from './local-time.ts';

/** A cron expression is not valid on AWS, or its meaning is not documented. */
export class InvalidCronError extends Error {
  constructor(field: string, reason: string) {
    super(`cron: ${field}: ${reason}`);
    this.name = 'InvalidCronError';
  }
}

/** Checks a day, which is given as its midnight in UTC. */
type DayMatcher = (day: Date) => boolean;

export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  readonly day: DayMatcher;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** The names of the values, starting at `min`. */
  readonly names?: readonly string[];
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const minuteField: Field = { name: 'minutes', min: 0, max: 59 };
const hourField: Field = { name: 'hours', min: 0, max: 23 };
const dayOfMonthField: Field = { name: 'day of month', min: 1, max: 31 };
const monthField: Field = { name: 'month', min: 1, max: 12, names: monthNames };
const dayOfWeekField: Field = {
  name: 'day of week',
  min: 1,
  max: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};
const yearField: Field = { name: 'year', min: 1970, max: 2199 };

const minuteMilliseconds = 60_000;
const dayMilliseconds = 24 * 60 * minuteMilliseconds;

/**
 * Parses AWS's cron format: minutes, hours, day of month, month, day of week and year.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
 * @param text the six fields, without `cron(` and `)`
 * @throws InvalidCronError
 */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) throw new InvalidCronError(text, 'expected six fields');
  const [minutes = '', hours = '', dayOfMonth = '', months = '', dayOfWeek = '', years = ''] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new InvalidCronError('days', 'exactly one of day of month and day of week must be ?');
  }
  return {
    minutes: values(minutes, minuteField),
    hours: values(hours, hourField),
    months: new Set(values(months, monthField)),
    years: new Set(values(years, yearField)),
    day: dayOfWeek === '?' ? dayOfMonthMatcher(dayOfMonth) : dayOfWeekMatcher(dayOfWeek),
  };
}

/**
 * Returns the first occurrence after a time (in milliseconds since 1970), or undefined if there is none. A local time that
 * is skipped in spring has no occurrence, and one that is repeated in autumn has one.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function nextOccurrence(cron: Cron, timeZone: string, after: number): number | undefined {
  const from = localTime(after, timeZone);
  const lastYear = Math.max(...cron.years);
  for (let midnight = from - (from % dayMilliseconds); ; midnight += dayMilliseconds) {
    const day = new Date(midnight);
    if (day.getUTCFullYear() > lastYear) return undefined;
    if (!cron.years.has(day.getUTCFullYear()) || !cron.months.has(day.getUTCMonth() + 1) || !cron.day(day)) {
      continue;
    }
    for (const local of timesOfDay(cron, midnight)) {
      if (local < from) continue;
      const instant = instantOf(local, timeZone);
      if (instant !== undefined && instant > after) return instant;
    }
  }
}

function* timesOfDay({ hours, minutes }: Cron, midnight: number): Generator<number> {
  for (const hour of hours) {
    for (const minute of minutes) yield midnight + (hour * 60 + minute) * minuteMilliseconds;
  }
}

/** Parses `*`, `5`, `1-5` or `JAN`, each with an optional `/step`, and lists of these. Returns them in ascending order. */
function values(text: string, field: Field): number[] {
  const all = text.split(',').flatMap((item) => {
    const [range = '', step, ...others] = item.split('/');
    if (others.length > 0) throw new InvalidCronError(field.name, `"${item}" has two steps`);
    const width = step === undefined ? 1 : numberIn(step, { ...field, names: [], min: 1 }, 'step');
    return rangeOf(range, field, step !== undefined).filter((_, index) => index % width === 0);
  });
  return [...new Set(all)].sort((a, b) => a - b);
}

/** Expands a range. A range whose end is below its start continues at the field's minimum, such as the hours `20-2`. */
function rangeOf(range: string, field: Field, stepped: boolean): number[] {
  const { min, max } = field;
  if (range === '*') return numbers(min, max);
  const [from = '', to, ...others] = range.split('-');
  if (others.length > 0) throw new InvalidCronError(field.name, `"${range}" is not a range`);
  const first = numberIn(from, field);
  if (to === undefined) return stepped ? numbers(first, max) : [first];
  const last = numberIn(to, field);
  return first <= last ? numbers(first, last) : [...numbers(first, max), ...numbers(min, last)];
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function numberIn(text: string, { name, min, max, names = [] }: Field, kind = 'value'): number {
  const index = names.indexOf(text.toUpperCase());
  const number = index >= 0 ? index + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new InvalidCronError(name, `"${text}" is not a ${kind} from ${min} to ${max}`);
}

/** Supports numbers, `L` for the month's last day, and `15W` for the weekday of the month that is nearest to the 15th. */
function dayOfMonthMatcher(text: string): DayMatcher {
  if (text === 'L') return (day) => day.getUTCDate() === daysInMonth(day);
  const nearest = /^(\d+)W$/.exec(text)?.[1];
  if (nearest !== undefined) {
    const wanted = numberIn(nearest, dayOfMonthField);
    return (day) => wanted <= daysInMonth(day) && day.getUTCDate() === nearestWeekday(day, wanted);
  }
  const days = new Set(values(text, dayOfMonthField));
  return (day) => days.has(day.getUTCDate());
}

/** Supports numbers (1 is Sunday), `L` for Saturday, `6L` for the month's last Friday, and `6#3` for its third Friday. */
function dayOfWeekMatcher(text: string): DayMatcher {
  if (text === 'L') return (day) => weekday(day) === 7;
  const [, word = '', sign, count = ''] = /^(\w+?)(L|#)(\d*)$/.exec(text) ?? [];
  if (sign === 'L' && count === '') {
    const wanted = numberIn(word, dayOfWeekField);
    return (day) => weekday(day) === wanted && day.getUTCDate() > daysInMonth(day) - 7;
  }
  if (sign === '#') {
    const wanted = numberIn(word, dayOfWeekField);
    const week = numberIn(count, { name: dayOfWeekField.name, min: 1, max: 5 }, 'week');
    return (day) => weekday(day) === wanted && Math.ceil(day.getUTCDate() / 7) === week;
  }
  if (text.includes('/')) throw new InvalidCronError(dayOfWeekField.name, 'steps are not supported');
  const days = new Set(values(text, dayOfWeekField));
  return (day) => days.has(weekday(day));
}

/** Returns the number of the weekday in cron, where Sunday is 1. */
function weekday(day: Date): number {
  return day.getUTCDay() + 1;
}

function daysInMonth(day: Date): number {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
}

/** Returns the day before a Saturday or the day after a Sunday, but stays in the same month. */
function nearestWeekday(month: Date, date: number): number {
  const wanted = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), date));
  if (weekday(wanted) === 7) return date === 1 ? date + 2 : date - 1;
  if (weekday(wanted) === 1) return date === daysInMonth(month) ? date - 2 : date + 1;
  return date;
}
