import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  makePrivateFolder,
  readPrivateJson,
  writePrivateFile,
} from '../../../local/persistence/private-files.ts';
import { DamagedStateError } from '../../../local/persistence/storage-error.ts';

/** Only Linux has `/dev/full`. */
const onLinux = process.platform === 'linux' ? it : it.skip;

describe('a private file', () => {
  const own = mkdtempSync(join(tmpdir(), 'state-files-'));
  const path = join(own, 'secret.json');
  const schema = z.object({ value: z.string() });
  afterEach(() => rmSync(`${path}.new`, { force: true }));
  afterAll(() => rmSync(own, { recursive: true }));
  const modeOf = (file: string) => statSync(file).mode & 0o777;

  it('restricts itself and its folder to their owner, even if others could read them before', () => {
    chmodSync(own, 0o755);
    writeFileSync(path, '{"value":"old"}');
    chmodSync(path, 0o644);
    makePrivateFolder(own);
    expect(readPrivateJson(path, schema, '')).toEqual({ value: 'old' });
    expect([modeOf(own), modeOf(path)]).toEqual([0o700, 0o600]);
    writePrivateFile(path, '{"value":"new"}');
    expect([readPrivateJson(path, schema, ''), modeOf(path)]).toEqual([{ value: 'new' }, 0o600]);
  });

  onLinux('keeps its content when the disk is full', () => {
    writePrivateFile(path, '{"value":"kept"}');
    symlinkSync('/dev/full', `${path}.new`);
    expect(() => writePrivateFile(path, '{"value":"lost"}')).toThrow(
      `${path}: The disk is full. Free some space`,
    );
    expect(readPrivateJson(path, schema, '')).toEqual({ value: 'kept' });
  });

  it.each([['{"value":'], [''], ['{"other":1}'], ['\0\0\0\0']])(
    'is reported as damaged and not replaced when it contains %j',
    (text) => {
      writeFileSync(path, text);
      expect(() => readPrivateJson(path, schema, 'Delete it')).toThrow(
        new DamagedStateError(path, 'Delete it'),
      );
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );
});
