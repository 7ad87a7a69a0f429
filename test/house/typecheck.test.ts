import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from '@jest/globals';

/** Returns the files that a project of the compiler checks, relative to the root. */
function checkedFiles(project: string): string[] {
  const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
  const listed = execFileSync(process.execPath, [compiler, '-p', project, '--listFilesOnly'], {
    encoding: 'utf8',
  });
  return listed
    .trim()
    .split('\n')
    .map((path) => relative('.', path));
}

it('npm run typecheck checks every TypeScript file of the repository', () => {
  const checked = new Set(['.', 'studio'].flatMap(checkedFiles));
  const files = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'],
    {
      encoding: 'utf8',
    },
  );
  const sources = files.trim().split('\n');
  expect(sources.length).toBeGreaterThan(1_000);
  expect(sources.filter((path) => !checked.has(path))).toEqual([]);
});

it('npm run typecheck checks every module of JavaScript in scripts', () => {
  const modules = globSync('scripts/**/*.mjs');
  expect(modules.length).toBeGreaterThan(8);
  const unchecked = modules.filter((path) => !readFileSync(path, 'utf8').startsWith('// @ts-check\n'));
  expect(unchecked).toEqual([]);
});
