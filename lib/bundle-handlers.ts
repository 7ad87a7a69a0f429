import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lambdas = join(root, 'lambdas');

/**
 * Bundles every operation's handler, each into one file with all it imports, the AWS SDK included. One run of esbuild
 * for all of them takes less time than one run each, as `NodejsFunction` has it. The bundles share no file.
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
