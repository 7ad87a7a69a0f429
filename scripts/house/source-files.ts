import { existsSync, globSync, readFileSync, statSync } from 'node:fs';

/** Folders of product code. The simulator counts, since people run it; tests, scripts and benchmarks do not. */
export const productFolders = [
  'bin',
  'lib',
  'lambdas',
  'client',
  'studio',
  'cli',
  'local',
  'simulator',
] as const;

/** Files below the paths, or of the whole repository, without those that .gitignore names. */
export function filesBelow(paths: readonly string[] = ['.']): string[] {
  const ignored = ignoredNames();
  const isIgnored = (path: string) => path.split('/').some((name) => ignored.includes(name));
  return paths
    .flatMap((path) =>
      statSync(path).isFile()
        ? [path]
        : globSync([`${path}/**/*`, `${path}/.ci/**/*`], { exclude: isIgnored }),
    )
    .map((path) => path.replaceAll('\\', '/').replace(/^\.\//, ''))
    .filter((path) => !isIgnored(path) && statSync(path).isFile())
    .sort();
}

function ignoredNames(): string[] {
  const lines = existsSync('.gitignore') ? readFileSync('.gitignore', 'utf8').split('\n') : [];
  return ['.git', ...lines.map((line) => line.trim().replace(/\/$/, '')).filter((line) => line !== '')];
}

export function isCode(path: string): boolean {
  return /\.(tsx?|mjs)$/.test(path);
}

export function isProduct(path: string): boolean {
  return isCode(path) && productFolders.some((folder) => path.startsWith(`${folder}/`));
}
