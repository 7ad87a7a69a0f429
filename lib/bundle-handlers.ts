import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { bundleFile } from './bundle-file.ts';
import { operations } from './bundle-options.ts';

/** The files of a bundle by name. */
export type Bundle = ReadonlyMap<string, string>;

/** The output of lib/bundle-process.ts. */
export interface BundledHandlers {
  /** The files of each operation by name. */
  readonly bundles: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The outputs in esbuild's metafiles by file: one metafile for all whole bundles, and one for each with parts. */
  readonly outputs: { readonly whole: Outputs; readonly parts: Readonly<Record<string, Outputs>> };
}

export type Outputs = Metafile['outputs'];

/**
 * The file that Lambda loads. Node searches a CommonJS module that an `import()` loads for the names of its exports, which
 * would take milliseconds in the bundle itself.
 */
const entryFile = "'use strict'; exports.handler = require('./handler.cjs').handler;\n";

/**
 * Bundles handlers with all their imports, including the AWS SDK. One run of esbuild for all handlers takes less time than
 * the run for each of them that `NodejsFunction` makes.
 *
 * @returns the bundles by the operation's name
 */
export function bundleHandlers(names: readonly string[] = operations()): ReadonlyMap<string, Bundle> {
  const { bundles } = runEsbuild(names);
  return new Map(
    Object.entries(bundles).map(([operation, files]) => [
      operation,
      new Map([[bundleFile, entryFile], ...Object.entries(files)]),
    ]),
  );
}

/** Runs esbuild in another process, because its plugins work asynchronously, and a construct is made synchronously. */
export function runEsbuild(names: readonly string[]): BundledHandlers {
  const script = join(import.meta.dirname, 'bundle-process.ts');
  const output = execFileSync(process.execPath, [script, ...names], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output);
}
