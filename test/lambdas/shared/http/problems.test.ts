import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { problems } from '../../../../lambdas/shared/contract.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

describe('the table of problems', () => {
  it('is the only file with titles of problems', () => {
    const titles = Object.values(problems).map(({ title }) => `'${title}'`);
    const files = ['lambdas', 'lib', 'client', 'cli'].flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${folder}/${file}`),
    );
    const naming = files.filter((file) => {
      const source = readFileSync(`${root}${file}`, 'utf8');
      return titles.some((title) => source.includes(`title: ${title}`));
    });
    expect(naming).toEqual(['lambdas/shared/problems.ts']);
  });

  it('has whole sentences', () => {
    for (const { detail } of Object.values(problems)) expect(detail).toMatch(/^[A-Z].*[.>]$/);
  });
});
