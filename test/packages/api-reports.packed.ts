import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const reports = readdirSync('dist/api');

it('every committed API report has a package', () => {
  expect(readdirSync('docs/api').sort()).toEqual([...reports].sort());
});

it.each(reports)('%s equals the committed report, which npm run package writes', (report) => {
  expect(readFileSync(`docs/api/${report}`, 'utf8')).toBe(readFileSync(`dist/api/${report}`, 'utf8'));
});
