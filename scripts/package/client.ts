import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { clientTypesText, sameTypesCheck } from './client-types.ts';
import { checkTypes, rollUpDeclarations } from './declarations.ts';
import { commonKeywords, type PackageFields } from './manifest.ts';
import { folderOf, pack, type Tarball, type Workspace } from './workspace.ts';

/** The entry point of the package. */
export const clientEntry = 'client/index.ts';

export const clientPackage: PackageFields = {
  name: 'voice-design-client',
  description: 'Typed client of the HTTP API of voice-design-workflow: custom voices from DashScope.',
  keywords: [...commonKeywords, 'client'],
  // The first version of Node.js 20 in which `require` loads ES modules.
  node: '20.19.0',
  main: './index.js',
  types: './index.d.ts',
  exports: { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' },
  files: ['index.js', 'index.d.ts'],
};

/** Builds voice-design-client from the client's code. The workspace must contain the emitted declarations. */
export function packClient(workspace: Workspace): Tarball {
  const { root, build, reports } = workspace;
  const folder = folderOf(workspace, clientPackage);
  buildSync({
    entryPoints: [join(root, clientEntry)],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'neutral',
    target: 'es2023',
    // The comments are in the declarations. Names stay, for stack traces.
    minifyWhitespace: true,
    format: 'esm',
    logLevel: 'warning',
  });
  writeClientTypes(workspace);
  rollUpDeclarations(root, build, {
    name: clientPackage.name,
    entry: join(build, 'emitted', clientEntry.replace('.ts', '.d.ts')),
    declarations: join(folder, 'index.d.ts'),
    reports,
  });
  return pack(workspace, clientPackage, 'client/README.md');
}

/** Replaces types that are inferred from zod schemas with plain types, and checks that both are the same. */
function writeClientTypes({ root, build }: Workspace): void {
  const written = join(build, 'emitted/client/types.d.ts');
  writeFileSync(written, clientTypesText());
  const check = join(build, 'client-types-check.ts');
  writeFileSync(check, sameTypesCheck(join(root, 'client/types.ts'), written));
  checkTypes(root, build, check);
}
