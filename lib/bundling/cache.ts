import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type FilesOfOperations, filesIn, readBundles, withTemporaryFolder } from './bundle-folder.ts';
import { projectFolder } from './project-folder.ts';

/** Everything that the bundles are made from. The lock file stands for node_modules. */
export const bundleSources = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'lambdas',
  'client',
  'studio',
  'docs/openapi.json',
  'lib/bundling',
];
const keptEntries = 4;

/**
 * Returns the bundles of the same sources from the folder `BUNDLE_CACHE`, or builds and keeps them. Builds always if the
 * variable is not set, so that a deployment never uses a kept bundle.
 */
export function cachedBundles(
  build: (folder: string) => void,
  cache = process.env.BUNDLE_CACHE,
): FilesOfOperations {
  if (cache === undefined || cache === '') {
    return withTemporaryFolder((folder) => {
      build(folder);
      return readBundles(folder);
    });
  }
  const entry = join(cache, fingerprint());
  const known = readEntry(entry);
  if (known !== undefined) return known;
  const built = buildEntry(build, cache, entry);
  removeOldEntries(cache);
  return built;
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of bundleSources.flatMap((path) => filesIn(join(projectFolder, path)))) {
    hash.update(`\0${relative(projectFolder, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Returns undefined for an entry that does not exist, or that another process removes. */
function readEntry(entry: string): FilesOfOperations | undefined {
  try {
    return readBundles(entry);
  } catch {
    return undefined;
  }
}

/** Builds an entry under another name first, so that a process that ends meanwhile leaves no half entry. */
function buildEntry(build: (folder: string) => void, cache: string, entry: string): FilesOfOperations {
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  try {
    build(unfinished);
    const built = readBundles(unfinished);
    keep(unfinished, entry);
    return built;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function keep(unfinished: string, entry: string): void {
  try {
    renameSync(unfinished, entry);
  } catch {
    // Another process has written the same entry.
  }
}

function removeOldEntries(folder: string): void {
  const entries = readdirSync(folder)
    .filter((name) => !name.startsWith('unfinished-'))
    .map((name) => ({ path: join(folder, name), time: statSync(join(folder, name)).mtimeMs }));
  for (const { path } of entries.toSorted((a, b) => b.time - a.time).slice(keptEntries)) {
    rmSync(path, { recursive: true, force: true });
  }
}
