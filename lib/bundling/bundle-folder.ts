import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** The files of a function by path. */
export type HandlerFiles = ReadonlyMap<string, Uint8Array>;

/** The files of functions by the operation's name. */
export type FilesOfOperations = ReadonlyMap<string, HandlerFiles>;

/** Reads a folder that contains one folder for each operation. */
export function readBundles(folder: string): FilesOfOperations {
  return new Map(
    readdirSync(folder).map((operation) => {
      const own = join(folder, operation);
      return [operation, new Map(filesIn(own).map((file) => [relative(own, file), readFileSync(file)]))];
    }),
  );
}

/** Returns the paths of the files below a folder in order, or the path itself if it is that of a file. */
export function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .sort();
}

/** Calls a function with a temporary folder, and removes the folder afterwards. */
export function withTemporaryFolder<Result>(use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
