import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installLocked } from './install-locked.ts';

export interface ApiOfPackage {
  /** Name of the package. */
  readonly name: string;
  /** The emitted declaration file of its entry. */
  readonly entry: string;
  /** The declaration file to write, with everything that the entry leads to. */
  readonly declarations: string;
  /** The folder of the API reports. */
  readonly reports: string;
}

/** The file name of a package's API report. */
export function reportName(name: string): string {
  return `${name}.api.md`;
}

/** Emits the declarations of the entries, and of all they import, into a folder that mirrors the repository. */
export function emitDeclarations(root: string, build: string, entries: readonly string[]): void {
  const file = join(build, 'tsconfig.emit.json');
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      rootDir: root,
      outDir: join(build, 'emitted'),
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: [],
    files: entries.map((entry) => join(root, entry)),
  };
  compile(root, file, config);
}

/** Type-checks one file with the repository's TypeScript. @throws Error with the compiler's messages */
export function checkTypes(root: string, build: string, file: string): void {
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
    include: [],
    files: [file],
  };
  compile(root, join(build, 'tsconfig.check.json'), config);
}

function compile(root: string, file: string, config: object): void {
  writeFileSync(file, JSON.stringify(config));
  run(root, [join(root, 'node_modules/typescript/bin/tsc'), '--project', file]);
}

/** Rolls the declarations of a package up into one file, and writes its API report. */
export function rollUpDeclarations(root: string, build: string, api: ApiOfPackage): void {
  const file = join(build, `api-extractor.${api.name}.json`);
  const silent = { logLevel: 'none' };
  mkdirSync(api.reports, { recursive: true });
  // The report carries the name in the nearest package.json.
  writeFileSync(join(build, 'package.json'), JSON.stringify({ name: api.name, type: 'module' }));
  const config = {
    projectFolder: build,
    mainEntryPointFilePath: api.entry,
    compiler: { overrideTsconfig: { compilerOptions: compilerOptions(root), files: [api.entry] } },
    apiReport: {
      enabled: true,
      reportFolder: api.reports,
      reportTempFolder: join(build, 'report'),
      reportFileName: reportName(api.name),
      includeForgottenExports: true,
    },
    dtsRollup: { enabled: true, untrimmedFilePath: api.declarations },
    docModel: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: 'error' } },
      // The repository's comments are plain JSDoc, without release tags.
      extractorMessageReporting: {
        default: silent,
        'ae-forgotten-export': { logLevel: 'warning', addToApiReportFile: true },
      },
      tsdocMessageReporting: { default: silent },
    },
  };
  writeFileSync(file, JSON.stringify(config));
  const tools = installLocked(join(root, 'scripts/package/tools'));
  run(root, [join(tools, '@microsoft/api-extractor/bin/api-extractor'), 'run', '--local', '--config', file]);
}

/** Options by which api-extractor's own TypeScript reads the emitted declarations. */
function compilerOptions(root: string): object {
  return {
    target: 'ES2023',
    lib: ['ES2023', 'DOM'],
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  };
}

/** Runs a program of Node. @throws Error with all that it printed */
function run(root: string, args: readonly string[]): void {
  try {
    execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const output = (name: string) =>
      typeof error === 'object' && error !== null ? String(Reflect.get(error, name) ?? '') : '';
    throw new Error(`${args[0]} failed:\n${output('stdout')}${output('stderr')}`, { cause: error });
  }
}
