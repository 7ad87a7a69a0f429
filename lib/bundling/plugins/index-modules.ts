import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { functionSources } from './function-sources.ts';

/** A module that exports other modules of its package, one a line. */
interface IndexModule {
  readonly path: RegExp;
  /** Returns true if a function can use the module that a line exports. */
  isUsed(module: string, names: ReadonlySet<string>): boolean;
}

const indexModules: readonly IndexModule[] = [
  { path: /\/zod\/v4\/locales\/index\.js$/, isUsed: (module) => module === 'en' },
  {
    // Without the class that has all operations as methods.
    path: /\/@aws-sdk\/client-[\w-]+\/dist-es\/index\.js$/,
    isUsed: (module) => !/^([A-Z]\w*(?<!Client)|waiters)$/.test(module),
  },
  {
    path: /\/@aws-sdk\/client-[\w-]+\/dist-es\/commands\/index\.js$/,
    isUsed: (module, names) => names.has(module),
  },
  {
    path: /\/@aws-sdk\/client-[\w-]+\/dist-es\/pagination\/index\.js$/,
    isUsed: (module, names) => names.has(`paginate${module.replace('Paginator', '')}`),
  },
];

/** Names of commands and of functions that read pages. */
const sdkNames = /\b(?:[A-Z]\w*Command|paginate[A-Z]\w*)\b/g;

/**
 * Leaves modules that no function uses out of the index modules of the SDK and of zod. The bundles are the same without
 * this plugin, but esbuild would link the 54 languages of zod and all commands of a service for each function, which is an
 * eighth of its time. esbuild refuses an import of a module that is left out.
 */
export const shortIndexModules: Plugin = {
  name: 'short index modules',
  setup({ onLoad }) {
    let names: ReadonlySet<string> | undefined;
    for (const { path: filter } of indexModules) {
      onLoad({ filter }, ({ path }) => {
        names ??= new Set(functionSources().flatMap((source) => source.match(sdkNames) ?? []));
        return { contents: withoutUnusedModules(path, readFileSync(path, 'utf8'), names) };
      });
    }
  },
};

/** Returns an index module without the lines that export modules which none of the names refers to. */
export function withoutUnusedModules(path: string, source: string, names: ReadonlySet<string>): string {
  const index = indexModules.find((each) => each.path.test(path));
  const isKept = (line: string) => {
    const module = /^export .* from "\.\/(\w+)(?:\.js)?";$/.exec(line)?.[1];
    return module === undefined || index === undefined || index.isUsed(module, names);
  };
  return source.split('\n').filter(isKept).join('\n');
}
