import { types } from 'node:util';

/** The code of one of Node's errors, `ENOENT`; empty where there is none. */
export function errorCode(error: unknown): string {
  return types.isNativeError(error) && 'code' in error ? String(error.code) : '';
}
