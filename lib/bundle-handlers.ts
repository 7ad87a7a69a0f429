import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lambdas = join(root, 'lambdas');

/**
 * Bundles each operation's handler into one file with all its imports, including the AWS SDK. One run of esbuild for all
 * handlers takes less time than the run for each of them that `NodejsFunction` makes.
 *
 * @returns the bundles by the operation's name
 */
export function bundleHandlers(): ReadonlyMap<string, Uint8Array> {
  const operations = readdirSync(lambdas).filter((name) => existsSync(join(lambdas, name, 'handler.ts')));
  const { outputFiles } = buildSync({
    entryPoints: operations.map((operation) => ({
      in: join(lambdas, operation, 'handler.ts'),
      out: operation,
    })),
    outdir: root,
    absWorkingDir: root,
    write: false,
    bundle: true,
    splitting: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: false,
    // Some of the bundled packages are CommonJS and call `require` for Node's own modules.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, contents }) => [operationOf(path), contents]));
}

function operationOf(path: string): string {
  return path.slice(root.length + 1).replace(/\.js$/, '');
}
