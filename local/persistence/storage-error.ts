/** A file of the state folder is truncated, or was changed by another program. */
export class DamagedStateError extends Error {
  readonly path: string;

  /** @param advice an instruction, without its full stop */
  constructor(path: string, advice: string, options?: ErrorOptions) {
    super(`${path} is damaged. ${advice}.`, options);
    this.name = 'DamagedStateError';
    this.path = path;
  }
}

/** The state folder cannot be written or read: the disk is full, a permission is missing, or the device fails. */
export class StorageError extends Error {
  readonly path: string;

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`${path}: ${reason}`, options);
    this.name = 'StorageError';
    this.path = path;
  }
}

const diskFull =
  'The disk is full. Free some space and run npm start again. It continues from the recorded state.';
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EACCES: 'This user cannot read or write it. Change its owner to this user, or use another state folder.',
  EPERM: 'It belongs to another user. Change its owner to this user, or use another state folder.',
  EROFS: 'It is on a read-only file system. Use another state folder.',
  EIO: 'The device reports an input/output error. Copy the state folder to another disk.',
  EFBIG: 'The file has reached the maximum allowed size.',
};
/** https://www.sqlite.org/rescode.html, primary codes. */
const sqliteReasons: Readonly<Record<number, string>> = {
  8: reasons.EROFS ?? '',
  10: reasons.EIO ?? '',
  13: diskFull,
  14: reasons.EACCES ?? '',
};
const sqliteDamagedCodes = [11, 26];
/** System error codes by the text that LevelDB reports for them. */
const levelDbCodes = {
  'No space left on device': 'ENOSPC',
  'Disk quota exceeded': 'EDQUOT',
  'Permission denied': 'EACCES',
  'Read-only file system': 'EROFS',
};

/**
 * Converts a failure of the file system, SQLite or LevelDB to a `StorageError` or a `DamagedStateError`. Returns any other
 * error unchanged.
 * @param advice an instruction for a damaged file; without it, no error counts as damage
 */
export function storageError(path: string, error: unknown, advice?: string): unknown {
  if (error instanceof StorageError || error instanceof DamagedStateError) return error;
  if (advice !== undefined && isDamaged(error)) return new DamagedStateError(path, advice, { cause: error });
  const code = levelDbCode(error) ?? memberOf(error, 'code');
  const reason =
    code === 'ERR_SQLITE_ERROR'
      ? sqliteReasons[sqliteCode(error)]
      : reasons[typeof code === 'string' ? code : ''];
  return reason === undefined ? error : new StorageError(path, reason, { cause: error });
}

/** Checks for a database error that means: the file is not a database, or is incomplete. */
function isDamaged(error: unknown): boolean {
  if (sqliteDamagedCodes.includes(sqliteCode(error))) return true;
  const code = memberOf(error, 'code');
  // LevelDB fails to open when its manifest names a missing file. It reports no more specific code.
  if (code === 'LEVEL_DATABASE_NOT_OPEN')
    return levelDbCode(error) === 'EIO' || isDamaged(memberOf(error, 'cause'));
  return code === 'LEVEL_CORRUPTION';
}

/** Returns the system error code of an error that LevelDB reports as text. */
function levelDbCode(error: unknown): string | undefined {
  const code = memberOf(error, 'code');
  if (code === 'LEVEL_DATABASE_NOT_OPEN') return levelDbCode(memberOf(error, 'cause'));
  if (code !== 'LEVEL_IO_ERROR') return undefined;
  return Object.entries(levelDbCodes).find(([text]) => String(error).includes(text))?.[1] ?? 'EIO';
}

/** Returns the primary result code of an SQLite error, or NaN for another error. */
export function sqliteCode(error: unknown): number {
  return Number(memberOf(error, 'errcode') ?? Number.NaN) & 0xff || Number.NaN;
}

function memberOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
