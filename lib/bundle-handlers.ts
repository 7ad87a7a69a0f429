import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lambdas = join(root, 'lambdas');
const substitutes = join(lambdas, 'shared/platform/bundled');

/** Options of esbuild for the bundles of the functions. */
export const bundleOptions = {
  absWorkingDir: root,
  outdir: root,
  bundle: true,
  splitting: false,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: false,
  alias: {
    '@aws-sdk/credential-provider-node': join(substitutes, 'credentials.ts'),
    '@smithy/core/event-streams': join(substitutes, 'event-streams.ts'),
    'node:http2': join(substitutes, 'http2.ts'),
  },
  define: {
    // undici then has one HTTP parser, as in Node itself, instead of two.
    esbuildDetection: 'true',
    // CommonJS has no `import.meta`.
    'import.meta.url': 'bundleUrl',
  },
  // The banner comes before esbuild's own directive, which then has no effect.
  banner: { js: "'use strict'; const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  // `import()` of one of Node's modules evaluates each of its exports. `require` does not.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Returns the names of the operations, which are the folders of lambdas/ with a handler. */
export function operations(): readonly string[] {
  return readdirSync(lambdas).filter((name) => existsSync(join(lambdas, name, 'handler.ts')));
}

/** Returns the entry points of esbuild for the handlers of operations. */
export function handlerEntryPoints(names: readonly string[]): { in: string; out: string }[] {
  return names.map((name) => ({ in: join(lambdas, name, 'handler.ts'), out: name }));
}

/**
 * Bundles each operation's handler into one file with all its imports, including the AWS SDK. One run of esbuild for all
 * handlers takes less time than the run for each of them that `NodejsFunction` makes.
 *
 * @returns the bundles by the operation's name
 */
export function bundleHandlers(): ReadonlyMap<string, Uint8Array> {
  const { outputFiles } = buildSync({
    ...bundleOptions,
    entryPoints: handlerEntryPoints(operations()),
    write: false,
  });
  return new Map(outputFiles.map(({ path, contents }) => [operationOf(path), contents]));
}

function operationOf(path: string): string {
  return path.slice(root.length + 1).replace(/\.js$/, '');
}
