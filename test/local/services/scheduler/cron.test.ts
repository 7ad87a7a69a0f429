import { describe, expect, it } from '@jest/globals';
import { InvalidCronError, nextOccurrence, parseCron } from '../../../../local/services/scheduler/cron.ts';

/** Returns the next occurrences in the format `2026-10-05T10:00Z`. */
function occurrences(text: string, after: string, count: number, timeZone = 'UTC'): (string | undefined)[] {
  const cron = parseCron(text);
  let last: number | undefined = Date.parse(after);
  return Array.from({ length: count }, () => {
    if (last !== undefined) last = nextOccurrence(cron, timeZone, last);
    return last === undefined ? undefined : new Date(last).toISOString().replace(':00.000', '');
  });
}

describe("a cron expression of AWS's documentation", () => {
  // October 5, 2026 is a Monday.
  it.each([
    ['every day at 10:00', '0 10 * * ? *', '2026-10-05T10:00Z', ['2026-10-06T10:00Z', '2026-10-07T10:00Z']],
    ['every day at 12:15', '15 12 * * ? *', '2026-10-05T12:14Z', ['2026-10-05T12:15Z', '2026-10-06T12:15Z']],
    [
      'Monday to Friday at 18:00',
      '0 18 ? * MON-FRI *',
      '2026-10-08T18:00Z',
      ['2026-10-09T18:00Z', '2026-10-12T18:00Z'],
    ],
    [
      'the first of every month at 8:00',
      '0 8 1 * ? *',
      '2026-10-05T00:00Z',
      ['2026-11-01T08:00Z', '2026-12-01T08:00Z'],
    ],
    [
      'every 15 minutes',
      '0/15 * * * ? *',
      '2026-10-05T23:31Z',
      ['2026-10-05T23:45Z', '2026-10-06T00:00Z', '2026-10-06T00:15Z'],
    ],
    [
      'every 10 minutes from Monday to Friday',
      '0/10 * ? * MON-FRI *',
      '2026-10-09T23:40Z',
      ['2026-10-09T23:50Z', '2026-10-12T00:00Z'],
    ],
    [
      'every 5 minutes from 8:00 to 17:55, Monday to Friday',
      '0/5 8-17 ? * MON-FRI *',
      '2026-10-05T17:50Z',
      ['2026-10-05T17:55Z', '2026-10-06T08:00Z'],
    ],
    [
      'every 30 minutes from 20:00 to 2:59, Monday to Friday, Monday morning included',
      '0/30 20-2 ? * MON-FRI *',
      '2026-10-04T23:00Z',
      ['2026-10-05T00:00Z', '2026-10-05T00:30Z', '2026-10-05T01:00Z', '2026-10-05T01:30Z'],
    ],
    [
      'the last Friday of each month of two years at 10:15',
      '15 10 ? * 6L 2026-2027',
      '2027-11-01T00:00Z',
      ['2027-11-26T10:15Z', '2027-12-31T10:15Z', undefined],
    ],
  ])('occurs %s', (_case, text, after, expected) => {
    expect(occurrences(text, after, expected.length)).toEqual(expected);
  });
});

describe('a cron expression', () => {
  it.each([
    ['a list with names', '0 0 1 JAN,mar ? *', ['2027-01-01T00:00Z', '2027-03-01T00:00Z']],
    ['a step from a value', '1/10 0 6 * ? *', ['2026-10-06T00:01Z', '2026-10-06T00:11Z']],
    [
      'a step within a range',
      '0 8-12/2 6 * ? *',
      ['2026-10-06T08:00Z', '2026-10-06T10:00Z', '2026-10-06T12:00Z'],
    ],
    ['the last day of the month', '0 0 L * ? *', ['2026-10-31T00:00Z', '2026-11-30T00:00Z']],
    ['the last day of February in a leap year', '0 0 L 2 ? 2028', ['2028-02-29T00:00Z', undefined]],
    ['the weekday nearest to a Saturday', '0 0 10W 10 ? *', ['2026-10-09T00:00Z']],
    ['the weekday nearest to a Sunday', '0 0 11W 10 ? *', ['2026-10-12T00:00Z']],
    ['the weekday nearest to a Saturday at the start of a month', '0 0 1W 5 ? 2027', ['2027-05-03T00:00Z']],
    ['the weekday nearest to a Sunday at the end of a month', '0 0 31W 10 ? 2027', ['2027-10-29T00:00Z']],
    ['the third Friday', '0 0 ? * 6#3 *', ['2026-10-16T00:00Z', '2026-11-20T00:00Z']],
    ['a fifth Monday', '0 0 ? * MON#5 *', ['2026-11-30T00:00Z', '2027-03-29T00:00Z']],
    ['the last day of the week', '0 0 ? * L *', ['2026-10-10T00:00Z', '2026-10-17T00:00Z']],
    [
      'days around the end of the week',
      '0 0 ? * SAT-SUN *',
      ['2026-10-10T00:00Z', '2026-10-11T00:00Z', '2026-10-17T00:00Z'],
    ],
    ['a day that does not exist', '0 0 30 2 ? *', [undefined]],
    ['a year in the past', '0 0 1 1 ? 2020', [undefined]],
  ])('supports %s', (_case, text, expected) => {
    expect(occurrences(text, '2026-10-05T12:00Z', expected.length)).toEqual(expected);
  });

  it.each([
    ['five fields', '0 10 * * ?'],
    ['both days', '0 10 1 * 2 *'],
    ['an asterisk for both days', '0 10 * * * *'],
    ['neither day', '0 10 ? * ? *'],
    ['minute 60', '60 10 * * ? *'],
    ['hour 24', '0 24 * * ? *'],
    ['day 0', '0 0 0 * ? *'],
    ['an unknown month', '0 0 1 FOO ? *'],
    ['weekday 8', '0 0 ? * 8 *'],
    ['two weekdays of the month', '0 0 ? * 3#1,6#3 *'],
    ['the sixth Friday', '0 0 ? * 6#6 *'],
    ['a step of 0', '0/0 0 * * ? *'],
    ['two steps', '0/5/5 0 * * ? *'],
    ['a step of weekdays', '0 0 ? * 2/2 *'],
    ['an open range', '5- 0 * * ? *'],
    ['a year before 1970', '0 0 1 1 ? 1969'],
    ['an empty text', ''],
  ])('is refused for %s', (_case, text) => {
    expect(() => parseCron(text)).toThrow(InvalidCronError);
  });
});

describe('a cron expression in a time zone', () => {
  it('uses the local time of summer and winter', () => {
    expect(occurrences('0 3 25 10,11 ? 2026', '2026-10-01T00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-10-25T02:00Z',
      '2026-11-25T02:00Z',
    ]);
    expect(occurrences('0 0 * * ? *', '2026-10-05T12:00Z', 1, 'Asia/Kolkata')).toEqual(['2026-10-05T18:30Z']);
  });

  it('skips 2:30 on the day when daylight saving time starts', () => {
    expect(occurrences('30 2 * * ? *', '2026-03-28T00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-30T00:30Z',
    ]);
  });

  it('occurs once at 2:30 on the day when daylight saving time ends', () => {
    expect(occurrences('30 2 * * ? *', '2026-10-24T12:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ]);
  });
});
