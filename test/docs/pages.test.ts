import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { reasonCodes } from '../../lambdas/shared/contract.ts';
import { settingNames } from '../../lib/config.ts';

describe('docs/operations.md', () => {
  const page = readFileSync('docs/operations.md', 'utf8');
  const firstCells = page.split('\n').flatMap((line) => /^\| (`[^|]+`) \|/.exec(line)?.[1] ?? []);
  const named = new Set(
    firstCells.flatMap((cell) => cell.split(', ').map((name) => name.replaceAll('`', ''))),
  );

  it.each(reasonCodes)('says what to do about %s', (code) => {
    expect(named).toContain(code);
  });

  it.each(settingNames)('explains the setting %s', (name) => {
    expect(named).toContain(name);
  });
});

it('README and docs link to files that are there', () => {
  for (const page of [
    'README.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]) {
    const folder = page.includes('/') ? 'docs/' : '';
    for (const [, target] of readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect(() => readFileSync(`${folder}${target}`)).not.toThrow();
    }
  }
});
