/** Something else listens on a port the runner was told to use. */
export class PortTakenError extends Error {
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} on 127.0.0.1 is taken.`);
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/** A resource of the template asks for something that the runner would do differently from AWS, or not at all. */
export class UnsupportedResourceError extends Error {
  readonly logicalId: string;
  readonly property: string;

  constructor(logicalId: string, property: string, reason: string) {
    super(`${logicalId}: ${property}: ${reason}`);
    this.name = 'UnsupportedResourceError';
    this.logicalId = logicalId;
    this.property = property;
  }
}

/** What an earlier start left in the state folder does not fit the template any more. */
export class StateMismatchError extends Error {
  constructor(logicalId: string, what: string) {
    super(`${logicalId}: ${what}. Start afresh with: rm -rf .local`);
    this.name = 'StateMismatchError';
  }
}

/** A file of the state folder is not what was written to it: truncated, or changed by hand. */
export class DamagedStateError extends Error {
  readonly path: string;

  /** @param advice a sentence that says what to do, without its full stop */
  constructor(path: string, advice: string, options?: ErrorOptions) {
    super(`${path} is damaged. ${advice}.`, options);
    this.name = 'DamagedStateError';
    this.path = path;
  }
}

/** The state folder cannot be written or read: the disk is full, a permission is missing, the device fails. */
export class StorageError extends Error {
  readonly path: string;

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`${path}: ${reason}`, options);
    this.name = 'StorageError';
    this.path = path;
  }
}

const full =
  'The disk is full. Free some space and run npm start again: it continues from what was recorded.';
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: 'This user may not read or write it. Give it back to this user, or take another state folder.',
  EPERM: 'It belongs to another user. Give it back to this user, or take another state folder.',
  EROFS: 'It is on a read-only file system. Take another state folder.',
  EIO: 'The device reports an input/output error. Copy the state folder to another disk.',
  EFBIG: 'It has reached the largest size that is allowed for a file.',
};
/** https://www.sqlite.org/rescode.html, primary codes. */
const sqliteReasons: Readonly<Record<number, string>> = {
  8: reasons.EROFS ?? '',
  10: reasons.EIO ?? '',
  13: full,
  14: reasons.EACCES ?? '',
};
const sqliteDamaged = [11, 26];
const levelWords = {
  'No space left on device': 'ENOSPC',
  'Disk quota exceeded': 'EDQUOT',
  'Permission denied': 'EACCES',
  'Read-only file system': 'EROFS',
};

/**
 * A failure of the file system, of SQLite or of LevelDB as an error with a sentence for people; any other error as it
 * is. @param advice what to do about a damaged file, where it may be that
 */
export function storageError(path: string, error: unknown, advice?: string): unknown {
  if (error instanceof StorageError || error instanceof DamagedStateError) return error;
  if (advice !== undefined && isDamaged(error)) return new DamagedStateError(path, advice, { cause: error });
  const code = levelCode(error) ?? memberOf(error, 'code');
  const reason =
    code === 'ERR_SQLITE_ERROR'
      ? sqliteReasons[sqliteCode(error)]
      : reasons[typeof code === 'string' ? code : ''];
  return reason === undefined ? error : new StorageError(path, reason, { cause: error });
}

/** Whether a database reports that a file is none of its own, or not a whole one. */
function isDamaged(error: unknown): boolean {
  if (sqliteDamaged.includes(sqliteCode(error))) return true;
  const code = memberOf(error, 'code');
  // LevelDB cannot open what names a file that is not there; the system reports no other reason.
  if (code === 'LEVEL_DATABASE_NOT_OPEN')
    return levelCode(error) === 'EIO' || isDamaged(memberOf(error, 'cause'));
  return code === 'LEVEL_CORRUPTION';
}

/** The system's code of an error that LevelDB reports in words. */
function levelCode(error: unknown): string | undefined {
  const code = memberOf(error, 'code');
  if (code === 'LEVEL_DATABASE_NOT_OPEN') return levelCode(memberOf(error, 'cause'));
  if (code !== 'LEVEL_IO_ERROR') return undefined;
  return Object.entries(levelWords).find(([words]) => String(error).includes(words))?.[1] ?? 'EIO';
}

/** The primary result code of SQLite; NaN for another error. */
export function sqliteCode(error: unknown): number {
  return Number(memberOf(error, 'errcode') ?? Number.NaN) & 0xff || Number.NaN;
}

function memberOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
