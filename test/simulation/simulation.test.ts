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
});

/** Runs schedules in a child process: inside Jest's modules they take several times as long. */
async function simulate(...parts: readonly string[]) {
  const script = join(import.meta.dirname, 'main.ts');
  const args = ['--max-semi-space-size=64', script, '--json', ...parts];
  const options = { env: commandEnvironment(), maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return summarySchema.parse(JSON.parse(stdout));
}

// `npm run simulate` runs 1,000 schedules, and requires that every kind of fault strikes.
describe('48 schedules by two commands, 8 of them by both', () => {
  let first: z.infer<typeof summarySchema>;
  let second: z.infer<typeof summarySchema>;
  beforeAll(async () => {
    [first, second] = await Promise.all([
      simulate('--from', '0', '--schedules', '36', '--processes', '2'),
      simulate('--from', '28', '--schedules', '20', '--again', '4', '--processes', '1'),
    ]);
  });

  it('no voice is lost, duplicated or left unannounced', () => {
    expect([first, second].map(({ schedules, broken }) => ({ schedules, broken }))).toEqual([
      { schedules: 36, broken: [] },
      { schedules: 20, broken: [] },
    ]);
  });

  it('a seed has the same trace in its second run', () => {
    expect(second.unstable).toEqual([]);
  });

  it('a seed has the same trace in another process, and no two seeds have the same', () => {
    const both = Object.keys(first.traces).filter((number) => number in second.traces);
    expect(both).toHaveLength(8);
    expect(both.map((number) => second.traces[number])).toEqual(both.map((number) => first.traces[number]));
    expect(new Set(Object.values(first.traces)).size).toBe(36);
  });
});
