import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { withFunctions } from './arrow-functions.ts';
import { functionSources } from './function-sources.ts';

/** A method of zod's schemas, as the package's source lists it. */
const method = /^ {4}(?:async )?(\w+)(?:\(|: (?:async )?function).*\{\n(?: {8}.*\n)*? {4}\},\n/gm;

/** Reduces zod to what the functions use of it. */
export const withUsedPartOfZod: Plugin = {
  name: 'with the used part of zod',
  setup({ onLoad }) {
    onLoad({ filter: /\/zod\/v4\/classic\/schemas\.js$/ }, ({ path }) => ({
      contents: withFunctions(
        withUtilitiesImported(withoutUnusedMethods(readFileSync(path, 'utf8'), functionSources())),
      ),
    }));
  },
};

/**
 * Returns zod's source without the methods whose names neither the other sources nor zod itself access. esbuild keeps every
 * method, with the classes of schemas that only the method creates. zod also defines each method again for each class of
 * schemas that a function uses.
 */
export function withoutUnusedMethods(zod: string, others: readonly string[]): string {
  const accessed = [
    ...others.flatMap((source) => [...source.matchAll(/\.(\w+)/g)]),
    ...zod.matchAll(/\b(?:this|inst)\.(\w+)/g),
  ];
  const used = new Set(accessed.map(([, name]) => name));
  return zod.replaceAll(method, (source, name: string) => (used.has(name) ? source : ''));
}

/** Returns zod's source with its utilities imported from their own module. esbuild keeps all those of a re-export. */
export function withUtilitiesImported(zod: string): string {
  return zod
    .replace('import { util } from "../core/index.js";', 'import * as util from "../core/util.js";')
    .replaceAll('core.util.', 'util.');
}
