import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Bundles one module of the repository in the place of another, which exports the same names. */
export function replaceModule(root: string, replaced: string, by: string): Plugin {
  return {
    name: `replace ${replaced}`,
    setup({ onResolve }) {
      onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) =>
        join(resolveDir, path) === join(root, replaced) ? { path: join(root, by) } : null,
      );
    },
  };
}
