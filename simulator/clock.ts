/** A source of time in milliseconds since 1970, UTC. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

const pad = (value: number, width: number) => String(value).padStart(width, '0');

/** Formats a time as `YYYYMMDDHHMMSSmmm` in a zone with a fixed offset. */
export function timestampDigits(at: number, utcOffsetHours: number): string {
  const shifted = new Date(at + utcOffsetHours * 3_600_000);
  return [
    pad(shifted.getUTCFullYear(), 4),
    pad(shifted.getUTCMonth() + 1, 2),
    pad(shifted.getUTCDate(), 2),
    pad(shifted.getUTCHours(), 2),
    pad(shifted.getUTCMinutes(), 2),
    pad(shifted.getUTCSeconds(), 2),
    pad(shifted.getUTCMilliseconds(), 3),
  ].join('');
}

/** Formats a time as `gmt_create` and `gmt_modified` have it: `YYYY-MM-DD HH:MM:SS`, without zone or fraction. */
export function timestampText(at: number, utcOffsetHours: number): string {
  const digits = timestampDigits(at, utcOffsetHours);
  const part = (from: number, to: number) => digits.slice(from, to);
  return `${part(0, 4)}-${part(4, 6)}-${part(6, 8)} ${part(8, 10)}:${part(10, 12)}:${part(12, 14)}`;
}
