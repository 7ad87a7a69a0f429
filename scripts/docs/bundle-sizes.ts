import { type Outputs, operations, runEsbuild } from '../../lib/bundling/index.ts';
import { withGenerated } from './generated.ts';

const groups = ['AWS SDK', 'undici', 'zod', 'this project', 'other'] as const;
type Group = (typeof groups)[number];

/** The size of a function's bundle in bytes. */
export interface BundleSize {
  readonly operation: string;
  readonly total: number;
  readonly byGroup: Readonly<Record<Group, number>>;
  /** Modules that the bundle loads, and that are not in it. */
  readonly loads: readonly string[];
}

/** A row of the page stays as it is while the bundle's size is within this part of it. */
const tolerance = 0.05;

/** Bundles all functions and measures the bundles. */
export function bundleSizes(): readonly BundleSize[] {
  const { whole, parts } = runEsbuild(operations()).outputs;
  return operations().flatMap((operation) => {
    const outputs = parts[operation];
    if (outputs === undefined) return [sizeOf(operation, [`${operation}.js`], whole)];
    const atStart = loadedWith(`${operation}.cjs`, outputs);
    const later = Object.keys(outputs).filter((file) => !atStart.includes(file));
    return [sizeOf(operation, atStart, outputs), sizeOf(`${operation}, on first use`, later, outputs)];
  });
}

/** Returns a file and those that it loads at once, and not by `import()`. */
function loadedWith(file: string, outputs: Outputs): readonly string[] {
  const files = new Set([file]);
  // The loop also visits the files that it adds.
  for (const each of files) {
    for (const { path, kind } of outputs[each]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[path]) files.add(path);
    }
  }
  return [...files];
}

function sizeOf(operation: string, files: readonly string[], outputs: Outputs): BundleSize {
  const byGroup = { 'AWS SDK': 0, undici: 0, zod: 0, 'this project': 0, other: 0 };
  const found = files.flatMap((file) => outputs[file] ?? []);
  const total = found.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { inputs } of found) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) byGroup[groupOf(path)] += bytesInOutput;
  }
  const named = Object.values(byGroup).reduce((sum, each) => sum + each, 0);
  // esbuild's own code, such as the names of exports.
  byGroup.other += total - named;
  const loads = found.flatMap(({ imports }) => imports).filter(({ external }) => external);
  return { operation, total, byGroup, loads: loads.map(({ path }) => path) };
}

function groupOf(path: string): Group {
  const name = path.split('node_modules/').at(-1) ?? '';
  if (name === path) return 'this project';
  if (/^@(aws-sdk|smithy|aws)\//.test(name)) return 'AWS SDK';
  if (name.startsWith('undici/')) return 'undici';
  return name.startsWith('zod/') ? 'zod' : 'other';
}

/** Returns docs/performance.md with the sizes of the bundles. */
export function performancePage(page: string, sizes: readonly BundleSize[]): string {
  const table = page.slice(page.indexOf('<!-- generated: bundles -->')).split('\n');
  const rows = sizes.map((size) => {
    const row = rowOf(size);
    const written = table.find((line) => line.startsWith(`| ${size.operation} |`));
    return written !== undefined && isClose(totalIn(written), totalIn(row)) ? written : row;
  });
  const head = `| function | bytes | ${groups.join(' | ')} |\n| --- |${' ---: |'.repeat(groups.length + 1)}`;
  return withGenerated(page, 'bundles', [head, ...rows].join('\n'));
}

function rowOf({ operation, total, byGroup }: BundleSize): string {
  return `| ${[operation, total, ...groups.map((group) => byGroup[group])].join(' | ')} |`;
}

function totalIn(row: string): number {
  return Number(row.split(' | ')[1]);
}

function isClose(written: number, measured: number): boolean {
  return Math.abs(measured - written) <= tolerance * written;
}
