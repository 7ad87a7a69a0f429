import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HandlerFiles } from './handler-files.ts';

type FilesOfOperations = ReadonlyMap<string, HandlerFiles>;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Everything that the bundles are made from, apart from lib. The lock file stands for node_modules. */
export const bundleSources = [
  'package.json',
  'package-lock.json',
  'lambdas',
  'client',
  'studio',
  'docs/openapi.json',
];
/** The files of lib that make the bundles. */
const makers = /^(bundle|handler)-[\w-]+\.ts$/;
const keptEntries = 4;

/**
 * Returns the bundles of the same sources from the folder `BUNDLE_CACHE`, or builds and keeps them. Builds always if the
 * variable is not set, so that a deployment never uses a kept bundle.
 */
export function cachedBundles(
  build: () => FilesOfOperations,
  folder = process.env.BUNDLE_CACHE,
): FilesOfOperations {
  if (folder === undefined || folder === '') return build();
  const entry = join(folder, fingerprint());
  const known = readEntry(entry);
  if (known !== undefined) return known;
  const built = build();
  writeEntry(folder, entry, built);
  return built;
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  const lib = readdirSync(join(root, 'lib')).filter((name) => makers.test(name));
  const paths = [...bundleSources, ...lib.map((name) => join('lib', name))];
  for (const file of paths.flatMap((path) => filesIn(join(root, path)))) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
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

/** Returns undefined for an entry that does not exist, or that another process removes. */
function readEntry(entry: string): FilesOfOperations | undefined {
  try {
    return new Map(
      readdirSync(entry).map((operation) => {
        const folder = join(entry, operation);
        const files = filesIn(folder).map((file) => [relative(folder, file), readFileSync(file)] as const);
        return [operation, new Map(files)];
      }),
    );
  } catch {
    return undefined;
  }
}

/** Writes an entry under another name first, so that a process that ends meanwhile leaves no half entry. */
function writeEntry(folder: string, entry: string, operations: FilesOfOperations): void {
  mkdirSync(folder, { recursive: true });
  const unfinished = mkdtempSync(join(folder, 'unfinished-'));
  for (const [operation, files] of operations) {
    for (const [path, content] of files) {
      const file = join(unfinished, operation, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
  try {
    renameSync(unfinished, entry);
  } catch {
    // Another process has written the same entry.
    rmSync(unfinished, { recursive: true, force: true });
  }
  removeOldEntries(folder);
}

function removeOldEntries(folder: string): void {
  const entries = readdirSync(folder)
    .filter((name) => !name.startsWith('unfinished-'))
    .map((name) => ({ path: join(folder, name), time: statSync(join(folder, name)).mtimeMs }));
  for (const { path } of entries.toSorted((a, b) => b.time - a.time).slice(keptEntries)) {
    rmSync(path, { recursive: true, force: true });
  }
}
