import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { filesBelow } from '../../scripts/house/source-files.ts';
import { changesTemplate, violationText } from './mutant.ts';
import { mutants } from './mutants.ts';

const root = join(import.meta.dirname, '..', '..');

it.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  'the mutant still applies: %s',
  (_, mutant) => {
    const source = readFileSync(join(root, mutant.file), 'utf8');
    expect(source.split(mutant.from)).toHaveLength(2);
    if (mutant.caughtBy !== 'simulation') {
      for (const file of mutant.caughtBy.split(' '))
        expect([file, existsSync(join(root, file))]).toEqual([file, true]);
    }
  },
);

it('a mutant of a file that lib imports is synthesized separately', () => {
  const imports = filesBelow(['lib']).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/'(?:\.\.\/)+(lambdas\/[^']+)'/g)].map(
      ([, path = '']) => path,
    ),
  );
  expect(imports.length).toBeGreaterThan(20);
  expect(imports.filter((path) => !changesTemplate(path))).toEqual([]);
});

it('the simulation prints the text by which a mutant counts as caught', () => {
  expect(readFileSync(join(root, 'test/simulation/main.ts'), 'utf8')).toContain(violationText);
});
