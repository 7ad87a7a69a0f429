import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from './project-folder.ts';

const studio = join(projectFolder, 'studio');

/** Length of the hash in a file's name. */
const hashLength = 8;

/**
 * Bundles the studio.
 *
 * @returns the files by name: `index.html`, and files whose names contain a hash of their content
 */
export async function bundleStudio(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(studio, 'main.tsx'), out: 'app' },
      { in: join(studio, 'styles', 'index.css'), out: 'app' },
    ],
    entryNames: '[name]-[hash]',
    outdir: projectFolder,
    absWorkingDir: projectFolder,
    write: false,
    bundle: true,
    platform: 'browser',
    target: 'es2023',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    sourcemap: false,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const files = new Map(outputFiles.map(({ path, text }) => [relative(projectFolder, path), text]));
  const icon = readFileSync(join(studio, 'icon.svg'), 'utf8');
  const iconName = `icon-${createHash('sha256').update(icon).digest('hex').slice(0, hashLength)}.svg`;
  files.set(iconName, icon);
  const names: Readonly<Record<string, string>> = {
    icon: iconName,
    script: nameWith(files, '.js'),
    style: nameWith(files, '.css'),
  };
  const page = readFileSync(join(studio, 'index.html'), 'utf8');
  files.set(
    'index.html',
    page.replaceAll(/\{\{(\w+)\}\}/g, (_placeholder, name: string) => names[name] ?? ''),
  );
  return files;
}

function nameWith(files: ReadonlyMap<string, string>, extension: string): string {
  const name = [...files.keys()].find((each) => each.endsWith(extension));
  if (name === undefined) throw new Error(`The bundle of the studio has no ${extension} file.`);
  return name;
}
