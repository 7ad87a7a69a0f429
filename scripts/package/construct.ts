import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { handlerFiles } from '../../lib/bundling/index.ts';
import { rollUpDeclarations } from './declarations.ts';
import type { PackageFields } from './manifest.ts';
import { replaceModule } from './replace-module.ts';
import { folderOf, pack, type Tarball, type Workspace, writeFile } from './workspace.ts';

/** The file whose declarations and code are the package. */
export const constructEntry = 'lib/index.ts';

export const constructPackage: PackageFields = {
  name: 'voice-design-workflow',
  description:
    'AWS CDK construct: custom voices from DashScope as a serverless workflow, with an HTTP API and events.',
  keywords: ['aws-cdk', 'cdk', 'construct', 'dashscope', 'voice-design', 'step-functions', 'serverless'],
  // The first version of Node.js 20 in which `require` loads ES modules. CDK apps in CommonJS use it.
  node: '20.19.0',
  main: './index.js',
  types: './index.d.ts',
  exports: { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' },
  files: ['index.js', 'index.d.ts', 'lambdas'],
  peerDependencies: ['aws-cdk-lib', 'constructs'],
};

/** Builds voice-design-workflow: the construct, and the bundle of each of its functions. */
export async function packConstruct(workspace: Workspace): Promise<Tarball> {
  const { root, build, reports } = workspace;
  const folder = folderOf(workspace, constructPackage);
  await bundle({
    entryPoints: [join(root, constructEntry)],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    external: ['aws-cdk-lib', 'constructs'],
    plugins: [replaceModule(root, 'lib/handler-code.ts', 'lib/prebuilt-handler-code.ts')],
    logLevel: 'warning',
  });
  for (const [operation, files] of handlerFiles()) {
    for (const [path, content] of files) writeFile(folder, join('lambdas', operation, path), content);
  }
  rollUpDeclarations(root, build, {
    name: constructPackage.name,
    entry: join(build, 'emitted', constructEntry.replace('.ts', '.d.ts')),
    declarations: join(folder, 'index.d.ts'),
    reports,
  });
  return pack(workspace, constructPackage, 'lib/README.md');
}
