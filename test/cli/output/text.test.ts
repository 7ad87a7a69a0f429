import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tableLines } from '../../../cli/output/table.ts';
import { age, clock, fitted, padded, printable, width } from '../../../cli/output/text.ts';
import { scopes, statuses, voiceColumns } from '../../../cli/output/voice-text.ts';
import { terminalIn } from '../support.ts';

describe('text on a terminal', () => {
  it.each([
    ['Evening reader', 14],
    ['晚安', 4],
    ['🎙 ok', 4],
    ['é', 1],
    ['한국', 4],
    ['👩🏽‍🚀', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['🇨🇳', 2],
    ['#\ufe0f\u20e3', 2],
    ['\u200b', 0],
  ])('%s takes %d columns', (text, columns) => {
    expect(width(text)).toBe(columns);
    expect(width(padded(text, 20))).toBe(20);
  });

  it.each(['\u001b[31mred', 'a\rb', '\u009b2J', 'abc\u202etxt', 'bell\u0007', 'a\u2028b'])(
    'does not steer it: %j',
    (text) => {
      expect(printable(text)).toContain('\ufffd');
      expect(printable(text)).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
    },
  );

  it('stays on one line', () => {
    expect(printable('one\r\ntwo\nthree\tfour')).toBe('one two three four');
  });

  it('is cut where it is too long, never in the middle of a character', () => {
    expect(fitted('Evening reader', 8)).toBe('Evening…');
    expect(fitted('晚安晚安', 6)).toBe('晚安…');
    expect(fitted('short', 8)).toBe('short');
    expect(fitted('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 3)).toBe('👨‍👩‍👧‍👦…');
  });

  it('tells times as people read them', () => {
    expect([7_900, 751_000, 3_723_000, -5].map(clock)).toEqual(['0:07', '12:31', '1:02:03', '0:00']);
    const now = Date.parse('2026-03-02T12:00:00Z');
    const ages = [
      '2026-03-02T11:59:48Z',
      '2026-03-02T11:55:00Z',
      '2026-03-02T09:00:00Z',
      '2026-02-21T12:00:00Z',
    ];
    expect(ages.map((iso) => age(iso, now))).toEqual(['12s', '5m', '3h', '9d']);
  });
});

describe('a table', () => {
  const columns = [
    { title: 'ID', text: (row: string) => row.slice(0, 1) },
    { title: 'NAME', text: (row: string) => row, shrinks: true },
    { title: 'N', text: (row: string) => String(row.length) },
  ];

  it('aligns its columns, also where letters are two columns wide', () => {
    expect(tableLines(['abc', '晚安'], columns, null)).toEqual(['ID  NAME  N', 'a   abc   3', '晚  晚安  2']);
  });

  it('gives way in one column where the terminal is narrow', () => {
    const [, line = ''] = tableLines(['a'.repeat(200)], columns, 40);
    expect(width(line)).toBe(40);
    expect(line).toMatch(/a…\s+200$/);
  });

  it('leaves out what may hide, the highest number first, before it takes more lines', () => {
    const hiding = [
      { title: 'ID', text: (row: string) => row },
      { title: 'FIRST', text: () => 'x'.repeat(10), hides: 1 },
      { title: 'LAST', text: () => 'y'.repeat(10), hides: 2 },
    ];
    expect(tableLines(['id'], hiding, 20)).toEqual(['ID  FIRST', 'id  xxxxxxxxxx']);
    expect(tableLines(['i'.repeat(19)], hiding, 20)).toEqual(['ID', 'i'.repeat(19)]);
    const kept = [columns[0], { title: 'TEXT', text: () => 'several words of a sentence' }].flatMap(
      (each) => each ?? [],
    );
    expect(tableLines(['a'], kept, 20)).toEqual(['a', '  TEXT several words', '  of a sentence']);
  });

  it('shows every voice whole enough to copy its id on 60 columns', () => {
    const { terminal } = terminalIn();
    const voice = fc.record({
      voiceId: fc.constant('01K5ZJ0AAAAAAAAAAAAAAAAAAA'),
      status: fc.constantFrom(...statuses),
      targetModel: fc.string({ maxLength: 100 }),
      scope: fc.constantFrom(...scopes),
      createdAt: fc.constant('2026-03-02T12:00:00.000Z'),
      name: fc.option(fc.string({ unit: 'grapheme', maxLength: 64 })),
    });
    fc.assert(
      fc.property(fc.array(voice, { minLength: 1, maxLength: 5 }), (rows) => {
        const lines = tableLines(rows, voiceColumns(terminal, Date.parse('2026-03-09T12:00:00Z')), 60);
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(60);
        for (const line of lines.slice(1)) expect(line).toContain('01K5ZJ0AAAAAAAAAAAAAAAAAAA');
        expect(lines).toHaveLength(rows.length + 1);
      }),
    );
  });
});
