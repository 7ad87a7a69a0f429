import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { rollUpDeclarations } from './declarations.ts';
import { launcherText } from './launcher.ts';
import type { PackageFields } from './manifest.ts';
import { folderOf, pack, type Tarball, type Workspace, writeFile } from './workspace.ts';

/** The file whose declarations are the package's. */
export const simulatorEntry = 'simulator/index.ts';
const launcher = 'dashscope-voice-simulator.mjs';

export const simulatorPackage = {
  name: 'dashscope-voice-simulator',
  description: "A server that behaves like DashScope's Voice Design API, for development and tests.",
  keywords: ['dashscope', 'voice-design', 'cosyvoice', 'qwen', 'simulator', 'mock', 'testing'],
  // The first version of the 22 line that has node:sqlite without a flag and is long-term supported.
  node: '22.19.0',
  main: './index.js',
  types: './index.d.ts',
  exports: { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' },
  bin: { 'dashscope-voice-simulator': launcher },
  files: [launcher, '*.js', 'index.d.ts'],
  dependencies: ['libopus-wasm', 'zod'],
} as const satisfies PackageFields;

/** Builds dashscope-voice-simulator: the command, and the server with its control client for tests. */
export function packSimulator(workspace: Workspace): Tarball {
  const { root, build, reports } = workspace;
  const folder = folderOf(workspace, simulatorPackage);
  buildSync({
    entryPoints: [join(root, simulatorEntry), join(root, 'simulator/main.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node22.19',
    format: 'esm',
    external: [...simulatorPackage.dependencies],
    logLevel: 'warning',
  });
  writeFile(folder, launcher, launcherText('dashscope-voice-simulator', simulatorPackage.node, './main.js'));
  chmodSync(join(folder, launcher), 0o755);
  rollUpDeclarations(root, build, {
    name: simulatorPackage.name,
    entry: join(build, 'emitted', simulatorEntry.replace('.ts', '.d.ts')),
    declarations: join(folder, 'index.d.ts'),
    reports,
  });
  return pack(workspace, simulatorPackage, 'simulator/README.md');
}
