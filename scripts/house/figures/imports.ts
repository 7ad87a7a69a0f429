import { dirname, join } from 'node:path/posix';
import { type ParsedFile, propertyOf, stringOf } from '../parsed-file.ts';

export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Imports between files of the repository, types included. */
export function importsOf(files: readonly ParsedFile[]): Import[] {
  return files.flatMap((file) => {
    const found: Import[] = [];
    file.visit((node) => {
      const source = sourceOf(node);
      if (source?.startsWith('.')) found.push({ from: file.path, to: join(dirname(file.path), source) });
    });
    return found;
  });
}

function sourceOf(node: { readonly type: string }): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration': {
      const source = propertyOf(node, 'source');
      return typeof source === 'object' && source !== null ? stringOf(source, 'value') : null;
    }
    case 'CallExpression':
      return dynamicImport(node);
    default:
      return null;
  }
}

function dynamicImport(call: object): string | null {
  const callee = propertyOf(call, 'callee');
  if (typeof callee !== 'object' || callee === null || stringOf(callee, 'type') !== 'Import') return null;
  const args = propertyOf(call, 'arguments');
  const first: unknown = Array.isArray(args) ? args[0] : null;
  const expression = typeof first === 'object' && first !== null ? propertyOf(first, 'expression') : null;
  return typeof expression === 'object' && expression !== null ? stringOf(expression, 'value') : null;
}

/** Pairs of folders that import each other, as `a ↔ b`. A folder and one inside it are no pair. */
export function mutualPairs(imports: readonly Import[]): string[] {
  const edges = new Set(imports.map(({ from, to }) => `${dirname(from)} → ${dirname(to)}`));
  const pairs = new Set<string>();
  for (const { from, to } of imports) {
    const [a, b] = [dirname(from), dirname(to)].sort();
    if (a === undefined || b === undefined || a === b || b.startsWith(`${a}/`)) continue;
    if (edges.has(`${a} → ${b}`) && edges.has(`${b} → ${a}`)) pairs.add(`${a} ↔ ${b}`);
  }
  return [...pairs].sort();
}

/**
 * Layers of the code by path prefix, the lowest first. A file belongs to the longest prefix of its path. An import may
 * lead to the same layer or to a lower one.
 */
export const layers: readonly (readonly string[])[] = [
  ['simulator', 'local', 'lambdas/shared/platform'],
  [
    'lambdas/shared/dashscope/vocabulary.ts',
    'lambdas/shared/dashscope/families.ts',
    'lambdas/shared/dashscope/slots.ts',
    'lambdas/shared/dashscope/scan-time.ts',
  ],
  [
    'lambdas/shared/contract.ts',
    'lambdas/shared/problems.ts',
    'lambdas/shared/review-schedule.ts',
    'lambdas/shared/table-items.ts',
  ],
  ['lambdas/shared/dashscope'],
  ['lambdas/shared/voice'],
  ['lambdas/shared', 'lambdas/shared/validation', 'lambdas/shared/stores', 'lambdas/shared/provider'],
  ['lambdas/shared/actions', 'lambdas/shared/http'],
  ['lambdas/shared/wiring'],
  ['lambdas'],
  ['lib', 'client'],
  ['bin', 'studio', 'scripts/running-stack.ts', 'scripts/launch'],
  ['cli'],
  ['scripts', 'bench', 'examples', '.ci'],
  ['test'],
];

/** Imports that lead from a layer to a higher one, as `from → to`. */
export function importsUpwards(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to }) => layerOf(from) < layerOf(to))
    .map(({ from, to }) => `${from} → ${to}`)
    .sort();
}

function layerOf(path: string): number {
  let longest = '';
  let layer = 0;
  for (const [index, prefixes] of layers.entries()) {
    for (const prefix of prefixes) {
      const contains = path === prefix || path.startsWith(`${prefix}/`);
      if (contains && prefix.length > longest.length) {
        longest = prefix;
        layer = index;
      }
    }
  }
  return layer;
}
