import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { mutants } from './mutants.ts';

const root = join(import.meta.dirname, '..', '..');

it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s still applies', (_, mutant) => {
  const source = readFileSync(join(root, mutant.file), 'utf8');
  expect(source.split(mutant.from)).toHaveLength(2);
  if (mutant.caughtBy !== 'simulation') {
    for (const file of mutant.caughtBy.split(' '))
      expect([file, existsSync(join(root, file))]).toEqual([file, true]);
  }
});
