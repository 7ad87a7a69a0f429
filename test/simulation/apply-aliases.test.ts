import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { commandEnvironment } from '../support/run-folder.ts';
import type { ApplyAliasesOptions } from './apply-aliases.ts';

const outcomes = z.array(
  z.object({
    moved: z.number(),
    made: z.number(),
    attempts: z.number(),
    absent: z.number(),
    maxHeld: z.number(),
    violations: z.array(z.string()),
  }),
);

const aliases = 8;
const underFaults = 12;
const inWaves = { aliases: 6, places: 8 };
// `npm run simulate:apply` moves 1,000 aliases.
const moves: readonly ApplyAliasesOptions[] = [
  { aliases, places: 20, atOnce: 2, killedAfter: [700, 3_000, 9_000] },
  { aliases: underFaults, places: 30, atOnce: 1, killedAfter: [5_000], faulty: true },
  { ...inWaves, atOnce: 1, killedAfter: [2_000] },
];

/** Moves aliases in a child process: inside Jest's modules it takes several times as long. */
let results: z.infer<typeof outcomes>;
beforeAll(async () => {
  const script = join(import.meta.dirname, 'apply-main.ts');
  const args = ['--max-semi-space-size=64', script, '--seed', '9', '--json', JSON.stringify(moves)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: commandEnvironment() });
  results = outcomes.parse(JSON.parse(stdout));
});

it('moves every alias to the new model with one voice each, by applies at once that are killed and repeated', () => {
  const exact = { moved: aliases, made: aliases, attempts: aliases, violations: [] };
  expect(results[0]).toMatchObject(exact);
});

it('makes one voice for each alias and one attempt more for each that was proved absent, under faults', () => {
  const { absent = 0, attempts } = results[1] ?? {};
  expect(results[1]).toMatchObject({ moved: underFaults, made: underFaults, violations: [] });
  expect(absent).toBeGreaterThan(0);
  expect(attempts).toBe(underFaults + absent);
});

it('moves aliases in waves on an account with few free places, and never holds more voices than it has', () => {
  const exact = { moved: inWaves.aliases, made: inWaves.aliases, attempts: inWaves.aliases, violations: [] };
  expect(results[2]).toMatchObject({ ...exact, maxHeld: inWaves.places });
});
