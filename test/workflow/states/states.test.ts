import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { commandEnvironment } from '../../support/run-folder.ts';
import { stateCases } from './all-cases.ts';

let results: Readonly<Record<string, string | null>>;
beforeAll(async () => {
  // A child process: inside Jest's modules the cases take several times as long.
  const args = [join(import.meta.dirname, 'main.ts')];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: commandEnvironment() });
  results = z.record(z.string(), z.string().nullable()).parse(JSON.parse(stdout));
});

it.each(stateCases.map(({ name }) => name))('%s', (name) => {
  expect(results[name]).toBeNull();
});

it('no two cases have the same name', () => {
  expect(Object.keys(results)).toHaveLength(stateCases.length);
});
