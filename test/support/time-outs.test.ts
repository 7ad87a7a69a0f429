import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.(test|browser)\.ts$/.test(name) && !name.includes('node_modules'),
);

/** Returns the files with a text that matches. */
function filesWith(pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(readFileSync(join('test', file), 'utf8')));
}

it('no test sets its own time-out, so that tests pass on a loaded machine', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(filesWith(/^ *\}, [\d_]{4,}\);$/m)).toEqual([]);
});

it('no browser test waits for less time than the others', () => {
  expect(filesWith(/waitFor\(\{[^}]*timeout: /)).toEqual([]);
});

it('no test expects an upper limit of elapsed time, which a loaded machine exceeds', () => {
  expect(filesWith(/\b(?:performance|Date)\.now\(\) - \w+\)\.toBeLess/)).toEqual([]);
});

it('no test draws random numbers without the seed of the run', () => {
  expect(filesWith(/Math\.random|\brandomInt\(/)).toEqual([]);
});
