import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildPackages } from '../../../scripts/package/build.ts';
import { installLocked } from '../../../scripts/package/install-locked.ts';

/** Packs the packages once per run, and installs the older versions of Node and TypeScript that the tests use. */
export default async function globalSetup() {
  const tests = dirname(import.meta.dirname);
  const folder = mkdtempSync(join(tmpdir(), 'test-run-'));
  process.env.TEST_RUN_FOLDER = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  installLocked(join(tests, 'toolbox'));
  await buildPackages(dirname(dirname(tests)));
}
