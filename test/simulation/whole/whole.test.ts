import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { commandEnvironment } from '../../support/run-folder.ts';
import { placeOf } from './explore.ts';

it('the order of the pairs covers each once', () => {
  for (const count of [1, 7, 1_000, 94_363])
    expect(new Set(Array.from({ length: count }, (_, index) => placeOf(index, count))).size).toBe(count);
});

// `.ci/run` runs every single fault, and `npm run simulate -- --whole` every pair.
describe('one request with the first fault of each kind', () => {
  let lines: readonly string[];
  beforeAll(async () => {
    const script = join(import.meta.dirname, '..', 'main.ts');
    const args = ['--max-semi-space-size=64', script, '--whole', '--sample', '--pairs', '20'];
    const options = { env: commandEnvironment() };
    const { stdout } = await promisify(execFile)(process.execPath, args, options).catch((error) => error);
    lines = String(stdout).split('\n');
  });

  it('violates no invariant, alone and in pairs', () => {
    expect(lines.filter((line) => line.startsWith('VIOLATION'))).toEqual([]);
    const [, singles = 0] = /(\d+) single faults/.exec(lines[0] ?? '') ?? [];
    expect(Number(singles)).toBeGreaterThan(80);
    expect(lines[1]).toMatch(/^20 of \d{5,} pairs of faults in \d+ s: 0 violations/);
  });

  it('leaves no kind of fault without an occasion or a reason', () => {
    expect(lines.filter((line) => line.startsWith('an occasion and a reason'))).toEqual([]);
    expect(lines.some((line) => line.includes('kinds of faults with an occasion'))).toBe(true);
  });
});
