import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { handlerEntryPoints } from '../../lib/bundling/index.ts';

const root = dirname(dirname(import.meta.dirname));

/** Modules that a plain handler has in another form. */
const plainModules: Readonly<Record<string, string>> = {
  'lambdas/shared/platform/fields.ts': 'bench/plain/fields.ts',
  'lambdas/get-openapi/handler.ts': 'bench/plain/get-openapi.ts',
};

/** Imports of a whole package in place of the parts that the functions import. */
const wholeImports: readonly (readonly [RegExp, string])[] = [
  [/import \* as z from 'zod';/, "import { z } from 'zod';"],
  [/import Client from 'undici\/lib\/dispatcher\/client\.js';/, "import { Client } from 'undici';"],
  [/import Pool from 'undici\/lib\/dispatcher\/pool\.js';/, "import { Pool } from 'undici';"],
];

/**
 * Bundles handlers as `NodejsFunction` of the CDK does without settings, from the same sources and with the same versions
 * of all packages, the AWS SDK in the bundle:
 *
 * - CommonJS, not minified, and no module replaced by another;
 * - zod and undici are imported as wholes;
 * - a schema is in the same module as the functions for what it describes (`view-schema.ts` in `view.ts`);
 * - zod parses the events, and `get-openapi` creates its document.
 *
 * @returns the path of each operation's bundle
 */
export async function plainBundles(
  operations: readonly string[],
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  await build({
    entryPoints: handlerEntryPoints(operations),
    absWorkingDir: root,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // Only code that never runs here uses it, and esbuild warns of it in CommonJS.
    define: { 'import.meta.url': "''" },
    plugins: [plain],
    logLevel: 'warning',
  });
  return new Map(operations.map((operation) => [operation, join(folder, `${operation}.cjs`)]));
}

const plain: Plugin = {
  name: 'plain sources',
  setup({ onLoad }) {
    onLoad({ filter: /\/lambdas\/.*\.ts$/ }, ({ path }) => {
      const plainModule = plainModules[path.slice(root.length + 1)];
      const file = plainModule ? join(root, plainModule) : path;
      return { contents: plainSource(file), loader: 'ts', resolveDir: dirname(file) };
    });
  },
};

function plainSource(file: string): string {
  let source = readFileSync(file, 'utf8');
  for (const [part, whole] of wholeImports) source = source.replace(part, whole);
  const schema = file.replace(/\.ts$/, '-schema.ts');
  return existsSync(schema) ? `import './${basename(schema)}';\n${source}` : source;
}
