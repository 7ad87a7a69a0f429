/**
 * Bundles operations into a folder for lib/bundling/bundle-handlers.ts: `[--outputs] [--studio] <folder> <operation>…`. The folder
 * then contains one folder for each operation. One process of esbuild builds everything.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Metafile, transform } from 'esbuild';
import { bundleFile } from './bundle-file.ts';
import type { BundleOutputs } from './bundle-handlers.ts';
import { bundleStudio } from './bundle-studio.ts';
import { bundleOptions, handlerEntryPoints, hasParts, partsOptions } from './options.ts';

/** The file with the code of a handler, next to the one that Lambda loads. */
const codeFile = 'handler.cjs';

/**
 * The file that Lambda loads. Node searches a CommonJS module that an `import()` loads for the names of its exports, which
 * would take milliseconds in the bundle itself.
 */
const entryFile = `'use strict'; exports.handler = require('./${codeFile}').handler;\n`;

const { values, positionals } = parseArgs({
  // The modules in each bundle are only reported with --outputs, because esbuild needs time for it.
  options: { outputs: { type: 'boolean', default: false }, studio: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const { outputs: metafile, studio } = values;
const [folder = '', ...names] = positionals;

const [whole, parts] = await Promise.all([
  bundleWhole(names.filter((name) => !hasParts(name))),
  Promise.all(names.filter(hasParts).map(bundleInParts)),
  studio && writeStudio(),
]);
for (const operation of names) write(operation, bundleFile, entryFile);
const outputs: BundleOutputs = { whole, parts: Object.fromEntries(parts) };
if (metafile) process.stdout.write(JSON.stringify(outputs));

async function bundleWhole(operations: readonly string[]) {
  const result = await build({
    ...bundleOptions,
    entryPoints: handlerEntryPoints(operations),
    metafile,
    write: false,
  });
  for (const { path, contents } of result.outputFiles) write(basename(path, '.js'), codeFile, contents);
  return outputsOf(result);
}

async function bundleInParts(operation: string) {
  const { platform, target, minify, supported, banner } = bundleOptions;
  const result = await build({
    ...partsOptions,
    entryPoints: handlerEntryPoints([operation]),
    metafile,
    write: false,
  });
  const files = result.outputFiles.map(async ({ path, text }) => {
    const { code } = await transform(text, {
      format: 'cjs',
      platform,
      target,
      minify,
      supported,
      banner: banner.js,
    });
    const name = basename(path);
    write(operation, name === `${operation}.cjs` ? codeFile : name, code);
  });
  await Promise.all(files);
  return [operation, outputsOf(result)] as const;
}

async function writeStudio() {
  for (const [name, content] of await bundleStudio()) write('serve-studio', join('studio', name), content);
}

function outputsOf({ metafile }: { readonly metafile?: Metafile | undefined }) {
  return metafile?.outputs ?? {};
}

function write(operation: string, path: string, content: string | Uint8Array): void {
  const file = join(folder, operation, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
