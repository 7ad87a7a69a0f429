/** Returns a whole number with separators of thousands. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** Returns a number with two digits, or all digits of its whole part. */
export function precise(value: number): string {
  return value >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(2)));
}

/** Returns a duration in the largest unit that it fills. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${precise(seconds)} s`;
  if (seconds < 90 * 60) return `${precise(seconds / 60)} min`;
  return `${precise(seconds / 3_600)} h`;
}
