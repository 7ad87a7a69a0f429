import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { QueryReader } from '../../../../lambdas/shared/http/query-reader.ts';
import fc from '../../../support/fast-check.ts';

function timeOf(text: string): Date | undefined {
  return new QueryReader({ query: new Map([['since', [text]]]) }, ['since']).time('since');
}

const number = (max: number) => fc.integer({ min: 0, max });
const padded = (value: number, length = 2) => String(value).padStart(length, '0');
const times = fc
  .record({
    year: fc.integer({ min: 0, max: 9_999 }),
    month: number(13),
    day: number(32),
    hour: number(25),
    minute: number(61),
    rest: fc.constantFrom(
      'Z',
      ':00Z',
      ':59Z',
      ':60Z',
      ':61Z',
      ':30.5Z',
      ':30.123456Z',
      ':30.Z',
      '',
      '+01:00',
      ':30z',
    ),
  })
  .map(
    ({ year, month, day, hour, minute, rest }) =>
      `${padded(year, 4)}-${padded(month)}-${padded(day)}T${padded(hour)}:${padded(minute)}${rest}`,
  );

describe('a time in the query', () => {
  it('is accepted exactly if it is an ISO time in UTC that exists', () => {
    fc.assert(
      fc.property(times, (text) => {
        expect(timeOf(text)?.getTime()).toBe(
          z.iso.datetime().safeParse(text).success ? Date.parse(text) : undefined,
        );
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([['2026-02-29T00:00:00Z'], ['2026-11-29T24:00:00Z'], ['2026-11-29'], ['yesterday']])(
    'is refused: %s',
    (text) => {
      expect(timeOf(text)).toBeUndefined();
    },
  );

  it('may be the 29 February of a leap year', () => {
    expect(timeOf('2028-02-29T00:00:00Z')?.toISOString()).toBe('2028-02-29T00:00:00.000Z');
  });
});
