import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder in which the test files of one run share what is costly to make; Jest's global set-up makes and removes it. */
export function runFolder(): string {
  process.env.TEST_RUN_FOLDER ??= mkdtempSync(join(tmpdir(), 'test-run-'));
  return process.env.TEST_RUN_FOLDER;
}

/** For processes that run our commands: each source is read and compiled once a run. */
export function commandEnvironment(
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string | undefined>> {
  return { PATH: process.env.PATH, NODE_COMPILE_CACHE: join(runFolder(), 'compile-cache'), ...more };
}
