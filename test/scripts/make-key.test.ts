import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOfKey, storedKeys } from '../../lambdas/shared/keys/key.ts';

const run = promisify(execFile);
const makeKey = (...flags: string[]) => run(process.execPath, ['scripts/make-key.ts', ...flags]);

/** Stands for the AWS command line: a file is the secret. */
const aws = `#!/bin/sh
case "$2" in
  get-secret-value) cat "$SECRET_FILE" ;;
  put-secret-value) printf %s "$6" > "$SECRET_FILE"; printf %s "$4" > "$SECRET_FILE.id" ;;
esac
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'make-key-'));
  await writeFile(join(folder, 'aws'), aws, { mode: 0o755 });
});
afterAll(() => rm(folder, { recursive: true }));

describe('npm run make-key', () => {
  it('prints a key, its entry, and the one command that adds the entry to those in the secret', async () => {
    const secret = join(folder, 'secret.json');
    await writeFile(secret, '{"keys":[]}');
    const keys: string[] = [];
    for (const owner of ['ann', 'bob@example']) {
      const { stdout } = await makeKey(
        '--owner',
        owner,
        '--scopes',
        'read, write',
        '--secret-id',
        'arn:keys',
      );
      keys.push(/vdk_[A-Za-z0-9_-]{43}/.exec(stdout)?.[0] ?? '');
      const command = /^ *(aws .*)$/m.exec(stdout)?.[1] ?? '';
      const path = `${folder}:${join(process.execPath, '..')}:${process.env.PATH}`;
      await run('sh', ['-c', command], { env: { PATH: path, SECRET_FILE: secret } });
    }
    const stored = storedKeys.parse(JSON.parse(await readFile(secret, 'utf8')));
    expect(stored.keys.map(({ owner, hash, scopes }) => ({ owner, hash, scopes }))).toEqual([
      { owner: 'ann', hash: hashOfKey(keys[0] ?? ''), scopes: ['read', 'write'] },
      { owner: 'bob@example', hash: hashOfKey(keys[1] ?? ''), scopes: ['read', 'write'] },
    ]);
    expect(await readFile(`${secret}.id`, 'utf8')).toBe('arn:keys');
  });

  it.each([
    [[]],
    [['--owner', 'ann']],
    [['--owner', 'ann', '--scopes', 'root']],
    [['--owner', 'a b', '--scopes', 'read']],
    [['--user', 'ann']],
  ])('exits with 2 and its usage, without a stack: %j', async (flags) => {
    await expect(makeKey(...flags)).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^make-key: .+\nusage: .+\n$/),
    });
  });
});
