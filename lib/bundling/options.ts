import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { withoutArrowFunctions } from './plugins/arrow-functions.ts';
import { shortIndexModules } from './plugins/index-modules.ts';
import { withoutUnusedParts } from './plugins/unused-parts.ts';
import { withUsedPartOfZod } from './plugins/zod-methods.ts';
import { projectFolder } from './project-folder.ts';

const lambdas = join(projectFolder, 'lambdas');
const substitutes = join(lambdas, 'shared/platform/bundled');

/** Options of esbuild for the bundles of the functions. */
export const bundleOptions = {
  absWorkingDir: projectFolder,
  outdir: projectFolder,
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
  plugins: [withoutUnusedParts, withUsedPartOfZod, shortIndexModules, withoutArrowFunctions],
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
 * Options of esbuild for an operation whose own modules have an `import()`. Such modules are in separate files, which
 * are loaded on first use. esbuild splits ES modules only, which lib/bundling/bundle-process.ts converts.
 */
export const partsOptions = {
  ...bundleOptions,
  splitting: true,
  format: 'esm',
  outExtension: { '.js': '.cjs' },
  banner: {},
  supported: {},
} as const satisfies BuildOptions;

/** Returns true if a module in the operation's folder has an `import()`. */
export function hasParts(operation: string): boolean {
  const folder = join(lambdas, operation);
  return readdirSync(folder).some((file) => readFileSync(join(folder, file), 'utf8').includes(' import('));
}
