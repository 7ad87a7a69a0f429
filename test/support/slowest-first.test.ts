import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { slowest } from './slowest-first.mjs';

it('names test files that exist', () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name));
  expect(slowest.filter((part) => !files.some((file) => file.includes(part)))).toEqual([]);
});
