import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { commandEnvironment } from '../support/run-folder.ts';

const results = z.record(
  z.string(),
  z.object({ states: z.number().optional(), violation: z.string().optional() }),
);

// `.ci/run` explores more scenarios, and `npm run interleavings` all of them. A child process: inside Jest's modules the exploration takes several times as long.
it('a chosen voice is marked and never deleted by its audition, in every interleaving and after every crash', async () => {
  const script = join(import.meta.dirname, 'main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--only', 'small'], {
    env: commandEnvironment(),
  });
  const found = results.parse(JSON.parse(stdout));
  expect(Object.entries(found).filter(([, { violation }]) => violation !== undefined)).toEqual([]);
  expect(Object.keys(found).length).toBe(3);
  for (const { states = 0 } of Object.values(found)) expect(states).toBeGreaterThan(100);
});
