import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { commandEnvironment } from '../support/run-folder.ts';

const summarySchema = z.object({
  schedules: z.number(),
  broken: z.array(z.number()),
  unstable: z.array(z.number()),
  traces: z.record(z.string(), z.string()),
  missed: z.array(z.string()),
});

/** Runs schedules in a child process: inside Jest's modules they take several times as long. */
async function simulate(...parts: readonly string[]) {
  const script = join(import.meta.dirname, 'main.ts');
  const args = ['--max-semi-space-size=64', script, '--json', ...parts];
  const options = { env: commandEnvironment(), maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return summarySchema.parse(JSON.parse(stdout));
}

/** Schedules in which, when they were chosen, every kind of fault and every situation of auditions and aliases occurred. */
const chosen = [10, 11, 21, 22, 31, 32, 35, 42, 49, 56, 63, 82, 84, 85, 86, 112];
const repeated = [10, 31, 86];

// `.ci/run` runs 1,000 schedules, in which every kind of fault and every situation must occur.
describe('16 schedules, 3 of them by a second command', () => {
  let first: z.infer<typeof summarySchema>;
  let second: z.infer<typeof summarySchema>;
  beforeAll(async () => {
    [first, second] = await Promise.all([
      simulate('--numbers', chosen.join(), '--processes', '1'),
      simulate('--numbers', repeated.join(), '--again', '2', '--processes', '1'),
    ]);
  });

  it('no voice is lost, duplicated or left unannounced', () => {
    expect([first, second].map(({ schedules, broken }) => ({ schedules, broken }))).toEqual([
      { schedules: chosen.length, broken: [] },
      { schedules: repeated.length, broken: [] },
    ]);
  });

  it('most kinds of faults strike, and most situations occur', () => {
    // All 110, until a change gives the schedules other faults. Any 16 schedules have at least 80.
    expect(first.missed.length).toBeLessThanOrEqual(30);
  });

  it('a seed has the same trace in its second run', () => {
    expect(second.unstable).toEqual([]);
  });

  it('a seed has the same trace in another process, and no two seeds have the same', () => {
    const both = Object.keys(second.traces);
    expect(both).toEqual(repeated.map(String));
    expect(both.map((number) => second.traces[number])).toEqual(both.map((number) => first.traces[number]));
    expect(new Set(Object.values(first.traces)).size).toBe(chosen.length);
  });
});
