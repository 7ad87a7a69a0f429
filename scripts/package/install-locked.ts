import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Installs the packages of a folder's lock file, unless they are there already. @returns the folder's node_modules */
export function installLocked(folder: string): string {
  const packages = join(folder, 'node_modules');
  const locked = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const stamp = join(packages, '.installed');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== locked) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    writeFileSync(stamp, locked);
  }
  return packages;
}
