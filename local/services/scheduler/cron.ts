import { instantOf, wallTime } from './wall-clock.ts';

/** A cron expression that AWS would refuse, or that says what its documentation does not explain. */
export class InvalidCronError extends Error {
  constructor(field: string, reason: string) {
    super(`cron: ${field}: ${reason}`);
    this.name = 'InvalidCronError';
  }
}

/** Whether the day, given as its midnight in UTC, is meant. */
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
  readonly least: number;
  readonly most: number;
  /** Names that stand for the numbers from `least` on. */
  readonly words?: readonly string[];
}

const monthWords = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const minuteField: Field = { name: 'minutes', least: 0, most: 59 };
const hourField: Field = { name: 'hours', least: 0, most: 23 };
const dayOfMonthField: Field = { name: 'day of month', least: 1, most: 31 };
const monthField: Field = { name: 'month', least: 1, most: 12, words: monthWords };
const dayOfWeekField: Field = {
  name: 'day of week',
  least: 1,
  most: 7,
  words: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};
const yearField: Field = { name: 'year', least: 1970, most: 2199 };

const minuteMilliseconds = 60_000;
const dayMilliseconds = 24 * 60 * minuteMilliseconds;

/**
 * AWS's cron: minutes, hours, day of month, month, day of week, year.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
 * @param text the six fields, without `cron(` and `)`
 * @throws InvalidCronError
 */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) throw new InvalidCronError(text, 'six fields are expected');
  const [minutes = '', hours = '', dayOfMonth = '', months = '', dayOfWeek = '', years = ''] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new InvalidCronError('days', 'one of day of month and day of week has to be ?, the other not');
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
 * The first moment after `after` (milliseconds since 1970); `undefined` if none is left. A time that the clock skips in
 * spring is skipped, one that it shows twice in autumn is meant once.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function nextOccurrence(cron: Cron, timeZone: string, after: number): number | undefined {
  const from = wallTime(after, timeZone);
  const lastYear = Math.max(...cron.years);
  for (let midnight = from - (from % dayMilliseconds); ; midnight += dayMilliseconds) {
    const day = new Date(midnight);
    if (day.getUTCFullYear() > lastYear) return undefined;
    if (!cron.years.has(day.getUTCFullYear()) || !cron.months.has(day.getUTCMonth() + 1) || !cron.day(day)) {
      continue;
    }
    for (const wall of timesOfDay(cron, midnight)) {
      if (wall < from) continue;
      const instant = instantOf(wall, timeZone);
      if (instant !== undefined && instant > after) return instant;
    }
  }
}

function* timesOfDay({ hours, minutes }: Cron, midnight: number): Generator<number> {
  for (const hour of hours) {
    for (const minute of minutes) yield midnight + (hour * 60 + minute) * minuteMilliseconds;
  }
}

/** `*`, `5`, `1-5`, `JAN`, each with `/step`, and lists of these: in ascending order. */
function values(text: string, field: Field): number[] {
  const all = text.split(',').flatMap((item) => {
    const [range = '', step, ...others] = item.split('/');
    if (others.length > 0) throw new InvalidCronError(field.name, `"${item}" has two steps`);
    const width = step === undefined ? 1 : numberIn(step, { ...field, words: [], least: 1 }, 'step');
    return rangeOf(range, field, step !== undefined).filter((_, index) => index % width === 0);
  });
  return [...new Set(all)].sort((a, b) => a - b);
}

/** A range whose end lies before its beginning goes on from the field's least value: hours `20-2`. */
function rangeOf(range: string, field: Field, stepped: boolean): number[] {
  const { least, most } = field;
  if (range === '*') return numbers(least, most);
  const [from = '', to, ...others] = range.split('-');
  if (others.length > 0) throw new InvalidCronError(field.name, `"${range}" is no range`);
  const first = numberIn(from, field);
  if (to === undefined) return stepped ? numbers(first, most) : [first];
  const last = numberIn(to, field);
  return first <= last ? numbers(first, last) : [...numbers(first, most), ...numbers(least, last)];
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function numberIn(text: string, { name, least, most, words = [] }: Field, what = 'value'): number {
  const word = words.indexOf(text.toUpperCase());
  const number = word >= 0 ? word + least : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new InvalidCronError(name, `"${text}" is no ${what} from ${least} to ${most}`);
}

/** Beside numbers: `L`, the month's last day, and `15W`, the weekday nearest to the 15th within the month. */
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

/** Beside numbers (1 is Sunday): `L`, Saturday; `6L`, the month's last Friday; `6#3`, its third Friday. */
function dayOfWeekMatcher(text: string): DayMatcher {
  if (text === 'L') return (day) => weekday(day) === 7;
  const [, word = '', sign, count = ''] = /^(\w+?)(L|#)(\d*)$/.exec(text) ?? [];
  if (sign === 'L' && count === '') {
    const wanted = numberIn(word, dayOfWeekField);
    return (day) => weekday(day) === wanted && day.getUTCDate() > daysInMonth(day) - 7;
  }
  if (sign === '#') {
    const wanted = numberIn(word, dayOfWeekField);
    const week = numberIn(count, { name: dayOfWeekField.name, least: 1, most: 5 }, 'week');
    return (day) => weekday(day) === wanted && Math.ceil(day.getUTCDate() / 7) === week;
  }
  if (text.includes('/')) throw new InvalidCronError(dayOfWeekField.name, 'it takes no /');
  const days = new Set(values(text, dayOfWeekField));
  return (day) => days.has(weekday(day));
}

/** As cron counts: Sunday is 1. */
function weekday(day: Date): number {
  return day.getUTCDay() + 1;
}

function daysInMonth(day: Date): number {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
}

/** A Saturday's is the day before, a Sunday's the day after, but never in another month. */
function nearestWeekday(month: Date, date: number): number {
  const wanted = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), date));
  if (weekday(wanted) === 7) return date === 1 ? date + 2 : date - 1;
  if (weekday(wanted) === 1) return date === daysInMonth(month) ? date - 2 : date + 1;
  return date;
}
