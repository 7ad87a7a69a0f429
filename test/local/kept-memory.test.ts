import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TemporaryFolder, temporaryFolder } from './services/support/temporary-folder.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const orders = 20;
/** The last of many requests may be in use by a connection or by a thread of a function. */
const maxKept = 2;

describe('the main thread of the runner', () => {
  let folder: TemporaryFolder;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('keeps no request and no input of an execution after its end', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(fixtures, 'find-kept-texts.ts'),
      join(fixtures, 'assembly'),
      folder.path,
      String(orders),
    ]);
    expect(stdout).toMatch(/^\d+\n$/);
    expect(Number(stdout)).toBeLessThanOrEqual(maxKept);
  });
});
