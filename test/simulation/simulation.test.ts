import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { faultKinds } from './faults.ts';

const printed = z.object({
  schedules: z.number(),
  faults: z.record(z.string(), z.number()),
  broken: z.array(z.number()),
});

/** Runs a range of schedules in a process of its own: inside of Jest's modules they take several times as long. */
async function simulate(from: number, schedules: number) {
  const range = ['--from', String(from), '--schedules', String(schedules), '--json'];
  const script = join(import.meta.dirname, 'main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-semi-space-size=64',
    script,
    ...range,
  ]);
  return printed.parse(JSON.parse(stdout));
}

it('no voice is lost, doubled or left unannounced in 1,000 schedules, and every fault is met', async () => {
  const halves = await Promise.all([simulate(0, 500), simulate(500, 500)]);
  expect(halves.map(({ schedules, broken }) => ({ schedules, broken }))).toEqual([
    { schedules: 500, broken: [] },
    { schedules: 500, broken: [] },
  ]);
  const met = new Set(halves.flatMap(({ faults }) => Object.keys(faults)));
  expect(faultKinds.filter((kind) => !met.has(kind))).toEqual([]);
});
