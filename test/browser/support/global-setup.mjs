import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installLocked } from '../../../scripts/package/install-locked.ts';
import { extractChromium, findChromium, tools } from './chromium.ts';

/** Installs the browser of the tests. Without one, the run fails. */
export default async function globalSetup() {
  const folder = mkdtempSync(join(tmpdir(), 'test-run-'));
  process.env.TEST_RUN_FOLDER = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  installLocked(tools);
  await extractChromium();
  if (findChromium() === null) {
    throw new Error(
      'There is no Chromium for this system. Set CHROMIUM_PATH to the path of an installed one.',
    );
  }
}
