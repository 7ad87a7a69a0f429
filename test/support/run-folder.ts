import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Returns the folder in which the test files of one run share templates and assemblies. Jest's global set-up creates and
 * removes it.
 */
export function runFolder(): string {
  process.env.TEST_RUN_FOLDER ??= mkdtempSync(join(tmpdir(), 'test-run-'));
  return process.env.TEST_RUN_FOLDER;
}

/** Returns the environment of a command's process. Processes of a run share templates and compiled code. */
export function commandEnvironment(
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string | undefined>> {
  const { PATH, LOCAL_GRANTS_FILE } = process.env;
  return {
    PATH,
    // Stacks of other processes record their grants in the same file.
    LOCAL_GRANTS_FILE,
    TEST_RUN_FOLDER: runFolder(),
    NODE_COMPILE_CACHE: join(runFolder(), 'compile-cache'),
    ...more,
  };
}
