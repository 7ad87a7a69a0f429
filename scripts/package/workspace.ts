import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { manifestOf, type PackageFields } from './manifest.ts';

/** The folders in which the packages are built. */
export interface Workspace {
  readonly root: string;
  /** The folder of the tarballs. */
  readonly dist: string;
  /** A folder for what is on the way to a tarball. It is in the repository, whose packages it imports. */
  readonly build: string;
  /** The folder of the API reports. */
  readonly reports: string;
}

export interface Tarball {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

/** Makes empty folders for a build. */
export function openWorkspace(root: string): Workspace {
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const workspace = { root, dist, build: join(dist, 'build'), reports: join(dist, 'api') };
  mkdirSync(workspace.build, { recursive: true });
  return workspace;
}

/** The folder of a package's files. */
export function folderOf({ build }: Workspace, { name }: Pick<PackageFields, 'name'>): string {
  return join(build, name);
}

/** Writes a file of a package. */
export function writeFile(folder: string, path: string, content: string | Uint8Array): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const packed = z.tuple([z.object({ filename: z.string(), size: z.number() })]);

/**
 * Adds package.json, README and licence to a package's files, and packs them.
 *
 * @param readme the package's README in the repository
 */
export function pack(workspace: Workspace, fields: PackageFields, readme: string): Tarball {
  const folder = folderOf(workspace, fields);
  writeFile(folder, 'package.json', `${JSON.stringify(manifestOf(workspace.root, fields), null, 2)}\n`);
  copyFileSync(join(workspace.root, readme), join(folder, 'README.md'));
  copyFileSync(join(workspace.root, 'LICENSE'), join(folder, 'LICENSE'));
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', workspace.dist], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [{ filename, size }] = packed.parse(JSON.parse(output));
  return { name: fields.name, file: join(workspace.dist, filename), bytes: size };
}
