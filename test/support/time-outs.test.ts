import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

it('no test sets its own time-out, so that tests pass on a loaded machine', () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.test.ts'),
  );
  expect(files.length).toBeGreaterThan(100);
  const own = files.filter((file) => /^ *\}, [\d_]{4,}\);$/m.test(readFileSync(join('test', file), 'utf8')));
  expect(own).toEqual([]);
});
