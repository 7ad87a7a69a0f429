import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { expect, it } from '@jest/globals';

/** The files of the client, as they are at run time. */
const sources = readdirSync('client').filter((name) => name.endsWith('.ts'));
const files = sources.map((name) => ({
  name,
  code: stripTypeScriptTypes(readFileSync(`client/${name}`, 'utf8')),
}));

it('the client imports only its own files at run time', () => {
  const imported = files.flatMap(({ name, code }) =>
    [...code.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)/g)].map(([, path = '']) => `${name}: ${path}`),
  );
  expect(imported).toContain('index.ts: ./voice-client.ts');
  expect(imported.filter((line) => !/^[\w-]+\.ts: \.\/[\w-]+\.ts$/.test(line))).toEqual([]);
});

it('no code of the deployment is left in the client at run time', () => {
  const types = files.find(({ name }) => name === 'types.ts')?.code ?? '';
  expect(types.replace(/\/\*.*?\*\//s, '').trim()).toBe('');
});
