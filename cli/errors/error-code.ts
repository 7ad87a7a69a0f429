import { types } from 'node:util';

/** Returns the code of an error from Node.js, for example `ENOENT`, or an empty string. */
export function errorCode(error: unknown): string {
  return types.isNativeError(error) && 'code' in error ? String(error.code) : '';
}
