const formats = new Map<string, Intl.DateTimeFormat>();
const dayMilliseconds = 24 * 3600 * 1000;

/** Whether the name is one of the time-zone database's. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * What a clock on the wall of the time zone shows, to the minute, as if it were UTC: milliseconds since 1970 that are
 * read with `getUTC…`.
 */
export function wallTime(milliseconds: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(milliseconds);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
}

/**
 * When the wall's clock shows this time: the first of the two moments where it is put back, `undefined` where it is put
 * forward past it.
 */
export function instantOf(wall: number, timeZone: string): number | undefined {
  const offsets = [-dayMilliseconds, dayMilliseconds].map((distance) => {
    const around = wall + distance;
    return wallTime(around, timeZone) - around;
  });
  const instants = offsets
    .map((offset) => wall - offset)
    .filter((instant) => wallTime(instant, timeZone) === wall);
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
