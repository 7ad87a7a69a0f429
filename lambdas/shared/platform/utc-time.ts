/** `Date` also accepts some times of this form that do not exist, such as on 30 February. */
const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** Parses an ISO 8601 time in UTC, such as `2026-11-29T15:41:35Z`. Returns undefined for another text. */
export function parseUtcTime(text: string): Date | undefined {
  const time = form.test(text) ? new Date(text) : undefined;
  if (time === undefined || Number.isNaN(time.getTime())) return undefined;
  return time.toISOString().startsWith(text.slice(0, 16)) ? time : undefined;
}
