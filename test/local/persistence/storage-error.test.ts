import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { storageError } from '../../../local/persistence/storage-error.ts';

describe('storageError', () => {
  it('reports a full disk for an SQLite error without space', () => {
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
    ['a folder of another user', { code: 'EACCES' }, /cannot read or write/],
    ['a read-only disk', { code: 'EROFS' }, /read-only/],
  ])('explains the error of %s', (_, error, sentence) => {
    expect(storageError('x', error)).toMatchObject({
      name: 'StorageError',
      message: expect.stringMatching(sentence),
    });
  });

  it('returns any other error unchanged', () => {
    const error = new TypeError('oops');
    expect(storageError('x', error)).toBe(error);
  });
});
