import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleFile } from './bundle-file.ts';
import { bundleHandlers } from './bundle-handlers.ts';

const lambdas = join(dirname(dirname(fileURLToPath(import.meta.url))), 'lambdas');

/**
 * Returns the code of an operation's function, bundled from its source. In the published package the same function of
 * prebuilt-handler-code.ts takes its place.
 */
export function handlerCode(operation: string): Code {
  return Code.fromAsset(join(lambdas, operation), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The type requires an image. Nothing is bundled in it.
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
  bundles ??= bundleHandlers();
  const bundle = bundles.get(operation);
  if (bundle === undefined) throw new Error(`There is no lambdas/${operation}/handler.ts.`);
  return bundle;
}
