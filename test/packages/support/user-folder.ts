import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const tests = dirname(import.meta.dirname);
const root = dirname(dirname(tests));
const toolbox = join(tests, 'toolbox/node_modules');

/** A version of Node that the packages support. */
export interface NodeVersion {
  readonly version: string;
  readonly file: string;
}

/** Supported versions of Node: the oldest minor version of each line, and the version that runs the repository. */
export const nodes: readonly NodeVersion[] = [
  { version: '20.19.0', file: join(toolbox, 'node-20/bin/node') },
  { version: '22.19.0', file: join(toolbox, 'node-22/bin/node') },
  { version: process.versions.node, file: process.execPath },
];

/**
 * Compilers that check the types of the packages: the oldest that supports CommonJS code, and that of the repository.
 */
export const compilers = [
  { version: '5.8', file: join(toolbox, 'typescript-5.8/bin/tsc') },
  { version: '7', file: join(root, 'node_modules/typescript/bin/tsc') },
] as const;

/** Returns the path of a package's tarball. */
export function tarballOf(name: string): string {
  const pattern = new RegExp(`^${name}-\\d+\\.\\d+\\.\\d+\\.tgz$`);
  const file = readdirSync(join(root, 'dist')).find((each) => pattern.test(each));
  if (file === undefined) throw new Error(`dist/ has no tarball of ${name}`);
  return join(root, 'dist', file);
}

/** Folder of a user's project, outside the repository. */
export class UserFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'user-'));

  /** Installs packages with npm, like a user. */
  install(...specifiers: string[]): void {
    this.write('package.json', JSON.stringify({ private: true, type: 'module' }));
    const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', ...specifiers];
    // The environment of the machine configures the registry.
    this.run('npm', args, process.env);
  }

  write(file: string, content: string): void {
    mkdirSync(dirname(join(this.path, file)), { recursive: true });
    writeFileSync(join(this.path, file), content);
  }

  /** Runs a program and returns its standard output. @throws Error with the whole output if the program fails */
  run(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string | undefined>> = {},
  ): string {
    const { status, stdout, output, error } = this.attempt(program, args, environment);
    if (error) throw error;
    if (status === 0) return stdout;
    throw new Error(`${program} ${args.join(' ')} exited with ${status}: ${output.join('')}`);
  }

  /** Runs a program that may fail, and returns its exit code and output. */
  attempt(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string | undefined>> = {},
  ): SpawnSyncReturns<string> {
    const { PATH = '', HOME = '' } = process.env;
    return spawnSync(program, args, {
      cwd: this.path,
      encoding: 'utf8',
      env: { PATH, HOME, ...environment },
      maxBuffer: 64 * 1_024 * 1_024,
    });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
