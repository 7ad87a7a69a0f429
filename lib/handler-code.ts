import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type HandlerFiles, handlerFiles } from './bundling/index.ts';

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
          writeFiles(folder, filesOf(operation));
          return true;
        },
      },
    },
  });
}

let files: ReadonlyMap<string, HandlerFiles> | undefined;

function filesOf(operation: string): HandlerFiles {
  files ??= handlerFiles();
  const found = files.get(operation);
  if (found === undefined) throw new Error(`There is no lambdas/${operation}/handler.ts.`);
  return found;
}

function writeFiles(folder: string, contents: HandlerFiles): void {
  for (const [path, content] of contents) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
