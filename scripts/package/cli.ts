import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { launcherText } from './launcher.ts';
import { commonKeywords, type PackageFields } from './manifest.ts';
import { replaceModule } from './replace-module.ts';
import { folderOf, pack, type Tarball, type Workspace, writeFile } from './workspace.ts';

const launcher = 'voice.mjs';

export const cliPackage = {
  name: 'voice-design-cli',
  description:
    'The command line of voice-design-workflow: custom voices from DashScope, and their administration.',
  keywords: [...commonKeywords, 'cli'],
  node: '20.19.0',
  bin: { voice: launcher },
  // The command has no API to import.
  exports: { './package.json': './package.json' },
  files: [launcher, 'main.js'],
  dependencies: [
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-sfn',
    '@aws-sdk/client-sqs',
    '@aws-sdk/util-dynamodb',
    'yaml',
  ],
} as const satisfies PackageFields;

/** Builds voice-design-cli. The client is part of its code, so that one tarball is the whole command. */
export async function packCli(workspace: Workspace): Promise<Tarball> {
  const { root } = workspace;
  const folder = folderOf(workspace, cliPackage);
  await bundle({
    entryPoints: [join(root, 'cli/main.ts')],
    outfile: join(folder, 'main.js'),
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    external: [...cliPackage.dependencies],
    plugins: [replaceModule(root, 'cli/deployment/state-base.ts', 'cli/deployment/working-folder.ts')],
    logLevel: 'warning',
  });
  writeFile(folder, launcher, launcherText('voice', cliPackage.node, './main.js'));
  chmodSync(join(folder, launcher), 0o755);
  return pack(workspace, cliPackage, 'cli/README.md');
}
