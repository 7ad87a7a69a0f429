import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const ownTypes = 'types.ts';

/** The modules that a file of the client imports. */
function importsOf(file: string): string[] {
  const code = readFileSync(`client/${file}`, 'utf8');
  return [...code.matchAll(/(?:from|import\(|import) ?'([^']+)'/g)].map(([, specifier = '']) => specifier);
}

it('imports its own files alone, so that browsers and every Node can run the client', () => {
  const files = readdirSync('client').filter((name) => name.endsWith('.ts') && name !== ownTypes);
  const foreign = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => !specifier.startsWith('./'))
      .map((specifier) => `${file}: ${specifier}`),
  );
  expect(files.length).toBeGreaterThan(5);
  expect(foreign).toEqual([]);
});
