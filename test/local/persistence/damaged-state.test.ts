import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePrivateFolder } from '../../../local/persistence/private-files.ts';
import { startRunner } from '../../../local/runner.ts';
import { SecretStore } from '../../../local/services/secretsmanager/secret-store.ts';

const assemblyFolder = join(import.meta.dirname, '..', 'fixtures', 'assembly');
const folder = mkdtempSync(join(tmpdir(), 'damaged-'));
/** The state folder after a complete start and stop. */
const intact = join(folder, 'intact');
let files: string[];

/** Only Linux has `/dev/full`. */
const onLinux = process.platform === 'linux' ? it : it.skip;

/** Files whose damage needs no error: journals of SQLite and LevelDB, lock files, and log files. */
const expendable = /-wal$|-shm$|\.log$|\.ldb$|\/LOG(\.old)?$|\/LOCK$|lock\.pid$/;

async function startOn(stateFolder: string): Promise<void> {
  const stack = await startRunner({ assemblyFolder, stateFolder, apiPort: 0 });
  await stack.stop();
}

beforeAll(async () => {
  await startOn(intact);
  const version = { versionId: '1', secretString: 'by hand', stages: ['AWSCURRENT'], createdAt: 0 };
  const secrets = new SecretStore(join(intact, 'secretsmanager'));
  secrets.put({ name: 'Keys', createdAt: 0, versions: [version] });
  files = readdirSync(intact, { recursive: true, encoding: 'utf8' }).filter(
    (file) => statSync(join(intact, file)).isFile() && !expendable.test(file),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a damaged state folder', () => {
  it('can be damaged in these files', () => {
    expect(files.map((file) => file.replace(/-\d+$/, '')).toSorted()).toEqual([
      'apigateway/deployments.json',
      'credentials.json',
      'dynamodb/CURRENT',
      'dynamodb/MANIFEST',
      'lambda/events.sqlite',
      'lock.sqlite',
      'resources.json',
      's3/fauxqs.db',
      'scheduler/schedules.sqlite',
      'secretsmanager/secrets.json',
      'sqs/fauxqs.db',
      'stack-id',
      'states/executions.sqlite',
    ]);
  });

  it.each([
    ['is truncated', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['is empty', () => Buffer.alloc(0)],
    ['has other content', () => Buffer.from('what was this file?\n'.repeat(500))],
  ])('fails the start with a one-line error and stays unchanged when a file %s', async (_, damage) => {
    for (const file of files) {
      const bytes = readFileSync(join(intact, file));
      const damaged = damage(bytes);
      // The lock file is always empty.
      if (damaged.equals(bytes)) continue;
      const state = join(folder, 'damaged');
      cpSync(intact, state, { recursive: true });
      writeFileSync(join(state, file), damaged);
      await expect(startOn(state)).rejects.toThrow(/^[^\n]+ is damaged\. [^\n]+\.$/);
      expect([file, readFileSync(join(state, file)).equals(damaged)]).toEqual([file, true]);
      rmSync(state, { recursive: true });
    }
  });

  onLinux('fails the start when the disk is full', async () => {
    const state = join(folder, 'full');
    makePrivateFolder(state);
    symlinkSync('/dev/full', join(state, 'credentials.json.new'));
    await expect(startOn(state)).rejects.toThrow(/credentials\.json: The disk is full\. Free some space/);
    rmSync(join(state, 'credentials.json.new'));
    await startOn(state);
  });
});
