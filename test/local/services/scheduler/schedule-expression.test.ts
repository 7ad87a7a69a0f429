import { describe, expect, it } from '@jest/globals';
import {
  InvalidExpressionError,
  parseExpression,
} from '../../../../local/services/scheduler/schedule-expression.ts';

const at = (text: string) => Date.parse(text);
const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());
const now = at('2026-10-05T12:00:00Z');

describe('a rate', () => {
  it.each([
    ['rate(15 minutes)', '2026-10-05T12:15:00.000Z'],
    ['rate(1 hour)', '2026-10-05T13:00:00.000Z'],
    ['rate(2 days)', '2026-10-07T12:00:00.000Z'],
  ])('%s begins at once and continues at its interval', (text, second) => {
    const rate = parseExpression(text, 'UTC');
    expect(rate.first(now, undefined)).toBe(now);
    expect(iso(rate.next(now, now))).toBe(second);
  });

  it('begins at its start date, or at the next interval counted from it', () => {
    const rate = parseExpression('rate(1 hour)', 'UTC');
    expect(iso(rate.first(now, at('2026-10-06T00:30:00Z')))).toBe('2026-10-06T00:30:00.000Z');
    expect(iso(rate.first(now, at('2026-10-01T00:30:00Z')))).toBe('2026-10-05T12:30:00.000Z');
  });

  it('skips missed occurrences and keeps its interval', () => {
    const rate = parseExpression('rate(15 minutes)', 'UTC');
    expect(iso(rate.next(now, at('2026-10-05T13:01:00Z')))).toBe('2026-10-05T13:15:00.000Z');
    expect(iso(rate.next(now, at('2026-10-05T13:00:00Z')))).toBe('2026-10-05T13:15:00.000Z');
  });
});

describe('a one-time expression', () => {
  it.each([
    ['at(2026-10-05T18:30:10)', 'UTC', '2026-10-05T18:30:10.000Z'],
    ['at(2026-10-05T18:30:10)', 'Europe/Berlin', '2026-10-05T16:30:10.000Z'],
    ['at(2026-10-05T11:59:59)', 'UTC', undefined],
  ])('%s in %s occurs once, if it is not in the past', (text, timeZone, expected) => {
    const once = parseExpression(text, timeZone);
    expect(iso(once.first(now, undefined))).toBe(expected);
    expect(once.next(now, now)).toBeUndefined();
  });
});

it.each([
  ['rate(0 minutes)'],
  ['rate(1.5 hours)'],
  ['rate(5 weeks)'],
  ['rate(-1 day)'],
  ['rate(5minutes)'],
  ['at(2026-02-30T00:00:00)'],
  ['at(2026-10-05)'],
  ['cron(0 10 * * *)'],
  ['every(5 minutes)'],
  [''],
])('%p is refused', (text) => {
  expect(() => parseExpression(text, 'UTC')).toThrow(InvalidExpressionError);
});
