import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { expect, it } from '@jest/globals';

it('nothing of the deployment’s code is left in the client at run time', () => {
  const code = stripTypeScriptTypes(readFileSync('client/types.ts', 'utf8'));
  expect(code.replace(/\/\*.*?\*\//s, '').trim()).toBe('');
});
