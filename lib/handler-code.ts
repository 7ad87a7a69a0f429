import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lambdas = join(root, 'lambdas');
const bundleFile = 'index.mjs';

/** What a function's `handler` is within its code. */
export const handlerOfCode = 'index.handler';

/** One file with all it needs, the AWS SDK included, so that the code that was tested is the code that runs. */
export function handlerCode(operation: string): Code {
  return Code.fromAsset(join(lambdas, operation), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Asked for by the type; nothing is ever bundled in it.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle: (folder) => {
          writeFileSync(join(folder, bundleFile), bundleOf(operation));
          return true;
        },
      },
    },
  });
}

let bundles: ReadonlyMap<string, Uint8Array> | undefined;

function bundleOf(operation: string): Uint8Array {
  bundles ??= bundleAll();
  const bundle = bundles.get(operation);
  if (bundle === undefined) throw new Error(`There is no lambdas/${operation}/handler.ts.`);
  return bundle;
}

/**
 * All handlers in one run: a run apiece, as `NodejsFunction` has it, costs more than the bundling itself. Nothing is
 * shared between the results.
 */
function bundleAll(): Map<string, Uint8Array> {
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
