import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

it('no component copies a value into its state after a frame, in which the user can type', () => {
  const files = readdirSync('studio', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsx'),
  );
  expect(files.length).toBeGreaterThan(50);
  const copying = files.filter((name) =>
    /useEffect\(\(\) => set[A-Z]\w*\(/.test(readFileSync(join('studio', name), 'utf8')),
  );
  expect(copying).toEqual([]);
});
