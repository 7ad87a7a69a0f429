import {
  chmodSync,
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
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DamagedStateError, storageError } from '../../local/errors.ts';
import { startRunner } from '../../local/runner.ts';
import { SecretStore } from '../../local/services/secretsmanager/secret-store.ts';
import { makePrivateFolder, readPrivateJson, writePrivateFile } from '../../local/state-files.ts';

const assemblyFolder = join(import.meta.dirname, 'fixtures', 'assembly');
const folder = mkdtempSync(join(tmpdir(), 'damaged-'));
/** As a start and a stop leave it. */
const whole = join(folder, 'whole');
let files: string[];

/** Where `/dev/full` is. */
const onLinux = process.platform === 'linux' ? it : it.skip;

/** What may be cut or lost without a word: journals of SQLite and LevelDB, their locks, and texts for people. */
const expendable = /-wal$|-shm$|\.log$|\.ldb$|\/LOG(\.old)?$|\/LOCK$|lock\.pid$/;

async function startOn(stateFolder: string): Promise<void> {
  const stack = await startRunner({ assemblyFolder, stateFolder, apiPort: 0 });
  await stack.stop();
}

beforeAll(async () => {
  await startOn(whole);
  const version = { versionId: '1', secretString: 'by hand', stages: ['AWSCURRENT'], createdAt: 0 };
  const secrets = new SecretStore(join(whole, 'secretsmanager'));
  secrets.put({ name: 'Keys', createdAt: 0, versions: [version] });
  files = readdirSync(whole, { recursive: true, encoding: 'utf8' }).filter(
    (file) => statSync(join(whole, file)).isFile() && !expendable.test(file),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a damaged state folder', () => {
  it('has these kinds of files', () => {
    expect(files.map((file) => file.replace(/-\d+$/, '')).toSorted()).toEqual([
      'credentials.json',
      'dynamodb/CURRENT',
      'dynamodb/MANIFEST',
      'lambda/events.sqlite',
      'lock.sqlite',
      's3/fauxqs.db',
      'scheduler/schedules.sqlite',
      'secretsmanager/secrets.json',
      'sqs/fauxqs.db',
      'stack-id',
      'states/executions.sqlite',
    ]);
  });

  it.each([
    ['is cut in the middle', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['is empty', () => Buffer.alloc(0)],
    ['holds something else', () => Buffer.from('what was this file?\n'.repeat(500))],
  ])('stops a start with one sentence, and is left as it is, when a file %s', async (_, damage) => {
    for (const file of files) {
      const bytes = readFileSync(join(whole, file));
      const damaged = damage(bytes);
      // The file that serves as a lock is empty.
      if (damaged.equals(bytes)) continue;
      const state = join(folder, 'damaged');
      cpSync(whole, state, { recursive: true });
      writeFileSync(join(state, file), damaged);
      await expect(startOn(state)).rejects.toThrow(/^[^\n]+ is damaged\. [^\n]+\.$/);
      expect([file, readFileSync(join(state, file)).equals(damaged)]).toEqual([file, true]);
      rmSync(state, { recursive: true });
    }
  });

  onLinux('stops a start that finds the disk full', async () => {
    const state = join(folder, 'full');
    makePrivateFolder(state);
    symlinkSync('/dev/full', join(state, 'credentials.json.new'));
    await expect(startOn(state)).rejects.toThrow(/credentials\.json: The disk is full\. Free some space/);
    rmSync(join(state, 'credentials.json.new'));
    await startOn(state);
  });
});

describe('a file of the state folder', () => {
  const own = mkdtempSync(join(tmpdir(), 'state-files-'));
  const path = join(own, 'secret.json');
  const schema = z.object({ value: z.string() });
  afterEach(() => rmSync(`${path}.new`, { force: true }));
  afterAll(() => rmSync(own, { recursive: true }));
  const modeOf = (file: string) => statSync(file).mode & 0o777;

  it('is for its owner alone, and so is its folder, also when they were open to others before', () => {
    chmodSync(own, 0o755);
    writeFileSync(path, '{"value":"old"}');
    chmodSync(path, 0o644);
    makePrivateFolder(own);
    expect(readPrivateJson(path, schema, '')).toEqual({ value: 'old' });
    expect([modeOf(own), modeOf(path)]).toEqual([0o700, 0o600]);
    writePrivateFile(path, '{"value":"new"}');
    expect([readPrivateJson(path, schema, ''), modeOf(path)]).toEqual([{ value: 'new' }, 0o600]);
  });

  onLinux('is what it was after the disk was full', () => {
    writePrivateFile(path, '{"value":"kept"}');
    symlinkSync('/dev/full', `${path}.new`);
    expect(() => writePrivateFile(path, '{"value":"lost"}')).toThrow(
      `${path}: The disk is full. Free some space`,
    );
    expect(readPrivateJson(path, schema, '')).toEqual({ value: 'kept' });
  });

  it.each([['{"value":'], [''], ['{"other":1}'], ['\0\0\0\0']])(
    'that holds %j is reported, not replaced',
    (text) => {
      writeFileSync(path, text);
      expect(() => readPrivateJson(path, schema, 'Delete it')).toThrow(
        new DamagedStateError(path, 'Delete it'),
      );
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );
});

describe('an error of storage', () => {
  it('of SQLite that has no space left is the sentence about a full disk', () => {
    const database = new DatabaseSync(':memory:');
    database.exec('CREATE TABLE t (v TEXT); PRAGMA max_page_count = 4');
    const fill = () => database.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(100_000));
    let error: unknown;
    try {
      fill();
    } catch (thrown) {
      error = storageError('executions.sqlite', thrown);
    }
    expect(error).toMatchObject({
      name: 'StorageError',
      message: expect.stringMatching(/^executions.sqlite: The disk is full/),
    });
    database.close();
  });

  it.each([
    [
      'LevelDB',
      { code: 'LEVEL_IO_ERROR', toString: () => 'IO error: /x/3.log: No space left on device' },
      /The disk is full/,
    ],
    ['a quota', { code: 'EDQUOT' }, /The disk is full/],
    ['a folder of another user', { code: 'EACCES' }, /may not read or write/],
    ['a read-only disk', { code: 'EROFS' }, /read-only/],
  ])('of %s has its sentence', (_, error, sentence) => {
    expect(storageError('x', error)).toMatchObject({
      name: 'StorageError',
      message: expect.stringMatching(sentence),
    });
  });

  it('is no other error', () => {
    const error = new TypeError('oops');
    expect(storageError('x', error)).toBe(error);
  });
});
