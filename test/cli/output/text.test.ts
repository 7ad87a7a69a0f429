import { describe, expect, it } from '@jest/globals';
import { scopes, statuses } from '../../../cli/core/choices.ts';
import { tableLines } from '../../../cli/output/table.ts';
import { formatAge, formatElapsed, padEnd, printable, truncate, width } from '../../../cli/output/text.ts';
import { voiceColumns } from '../../../cli/output/voice-text.ts';
import { voiceView } from '../../../lambdas/shared/voice/view.ts';
import fc from '../../support/fast-check.ts';
import { readyVoice } from '../../support/voices.ts';
import { terminalIn } from '../support.ts';

const view = voiceView(readyVoice());

describe('text', () => {
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
    expect(width(padEnd(text, 20))).toBe(20);
  });

  it.each(['\u001b[31mred', 'a\rb', '\u009b2J', 'abc\u202etxt', 'bell\u0007', 'a\u2028b'])(
    'loses its control characters: %j',
    (text) => {
      expect(printable(text)).toContain('\ufffd');
      expect(printable(text)).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
    },
  );

  it('stays on one line', () => {
    expect(printable('one\r\ntwo\nthree\tfour')).toBe('one two three four');
  });

  it('is truncated, but not within a character', () => {
    expect(truncate('Evening reader', 8)).toBe('Evening…');
    expect(truncate('晚安晚安', 6)).toBe('晚安…');
    expect(truncate('short', 8)).toBe('short');
    expect(truncate('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 3)).toBe('👨‍👩‍👧‍👦…');
  });

  it('shows durations and ages in readable units', () => {
    expect([7_900, 751_000, 3_723_000, -5].map(formatElapsed)).toEqual(['0:07', '12:31', '1:02:03', '0:00']);
    const now = Date.parse('2026-03-02T12:00:00Z');
    const ages = [
      '2026-03-02T11:59:48Z',
      '2026-03-02T11:55:00Z',
      '2026-03-02T09:00:00Z',
      '2026-02-21T12:00:00Z',
    ];
    expect(ages.map((iso) => formatAge(iso, now))).toEqual(['12s', '5m', '3h', '9d']);
  });
});

describe('a table', () => {
  const columns = [
    { title: 'ID', text: (row: string) => row.slice(0, 1) },
    { title: 'NAME', text: (row: string) => row, shrinks: true },
    { title: 'N', text: (row: string) => String(row.length) },
  ];

  it('aligns columns, including characters that are two columns wide', () => {
    expect(tableLines(['abc', '晚安'], columns, null)).toEqual(['ID  NAME  N', 'a   abc   3', '晚  晚安  2']);
  });

  it('truncates a column that may shrink on a narrow terminal', () => {
    const [, line = ''] = tableLines(['a'.repeat(200)], columns, 40);
    expect(width(line)).toBe(40);
    expect(line).toMatch(/a…\s+200$/);
  });

  it('omits columns by rank before it prints a row on several lines', () => {
    const hideable = [
      { title: 'ID', text: (row: string) => row },
      { title: 'FIRST', text: () => 'x'.repeat(10), hideRank: 1 },
      { title: 'LAST', text: () => 'y'.repeat(10), hideRank: 2 },
    ];
    expect(tableLines(['id'], hideable, 20)).toEqual(['ID  FIRST', 'id  xxxxxxxxxx']);
    expect(tableLines(['i'.repeat(19)], hideable, 20)).toEqual(['ID', 'i'.repeat(19)]);
    const kept = [columns[0], { title: 'TEXT', text: () => 'several words in a cell' }].flatMap(
      (each) => each ?? [],
    );
    expect(tableLines(['a'], kept, 20)).toEqual(['a', '  TEXT several words', '  in a cell']);
  });

  it('shows the complete id of every voice on 60 columns', () => {
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
        const voices = rows.map((row) => ({ ...view, ...row }));
        const columns = voiceColumns(terminal, Date.parse('2026-03-09T12:00:00Z'), voices);
        const lines = tableLines(voices, columns, 60);
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(60);
        for (const line of lines.slice(1)) expect(line).toContain('01K5ZJ0AAAAAAAAAAAAAAAAAAA');
        expect(lines).toHaveLength(rows.length + 1);
      }),
    );
  });
});
