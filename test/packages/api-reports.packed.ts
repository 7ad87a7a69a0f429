import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const reports = readdirSync('dist/api');

it('are as many as are committed', () => {
  expect(readdirSync('docs/api').sort()).toEqual([...reports].sort());
});

it.each(reports)('%s is the committed one; npm run package writes it anew', (report) => {
  expect(readFileSync(`docs/api/${report}`, 'utf8')).toBe(readFileSync(`dist/api/${report}`, 'utf8'));
});
