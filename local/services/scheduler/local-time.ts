const formats = new Map<string, Intl.DateTimeFormat>();
const dayMilliseconds = 24 * 3600 * 1000;

/** Checks that the time zone database has the name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Converts an instant to the local time of a time zone, to the minute. The result is in milliseconds since 1970 as if the
 * local time were UTC, so it is read with `getUTC…`.
 */
export function localTime(milliseconds: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(milliseconds);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
}

/**
 * Converts a local time to an instant. Returns the first of two instants if the local time is repeated, and undefined if
 * it is skipped.
 */
export function instantOf(local: number, timeZone: string): number | undefined {
  const offsets = [-dayMilliseconds, dayMilliseconds].map((distance) => {
    const around = local + distance;
    return localTime(around, timeZone) - around;
  });
  const instants = offsets
    .map((offset) => local - offset)
    .filter((instant) => localTime(instant, timeZone) === local);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}
