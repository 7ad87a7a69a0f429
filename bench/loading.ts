/**
 * Measures the CPU time that loading the module of each function takes, in a fresh process and as Lambda's runtime client
 * loads it, against the plain bundle of the same function (support/plain-bundles.ts). The bundles alternate within one
 * run, also with an empty handler, and the figures are medians.
 *
 * `npm run bench:loading -- [--rounds <n>] [<operation>…]`
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleFile, bundleHandlers, operations } from '../lib/bundling/index.ts';
import { plainBundles } from './support/plain-bundles.ts';

/** The goal for the ratio to the plain bundle. */
const goals: Readonly<Record<string, number>> = {
  'query-voice': 0.4,
  'create-voice': 0.4,
  'authorize-request': 0.35,
  'get-voice': 0.35,
  'list-voices': 0.35,
  'get-health': 0.15,
  'get-openapi': 0.15,
  'answer-unrouted': 0.15,
};

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '11' } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const names = positionals.length > 0 ? positionals : operations();
const program = join(import.meta.dirname, 'support/load-module.mjs');

function loadMs(file: string): number {
  return Number(execFileSync(process.execPath, [program, file], { encoding: 'utf8', env: {} }));
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

function kilobytes(files: readonly string[]): number {
  return Math.round(files.reduce((sum, file) => sum + statSync(file).size, 0) / 1_000);
}

/** Loads the files in turn, round after round. @returns the median of each in milliseconds */
function measure(files: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number[]>(files.map((file) => [file, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [file, loads] of times) loads.push(loadMs(file));
  }
  return new Map([...times].map(([file, loads]) => [file, median(loads)]));
}

const folder = mkdtempSync(join(tmpdir(), 'loading-'));
try {
  const empty = join(folder, 'empty.cjs');
  writeFileSync(empty, 'exports.handler = async () => {};\n');
  const plain = await plainBundles(names, join(folder, 'plain'));
  for (const [name, files] of bundleHandlers(names)) {
    mkdirSync(join(folder, name));
    for (const [file, content] of files) writeFileSync(join(folder, name, file), content);
  }
  const pairs = names.map((name) => ({
    name,
    own: join(folder, name, bundleFile),
    plain: plain.get(name) ?? empty,
  }));
  const ms = measure([empty, ...pairs.flatMap(({ own, plain }) => [own, plain])]);
  const msOf = (file: string) => ms.get(file) ?? Number.NaN;

  console.log(
    `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}, ${rounds} rounds`,
  );
  console.log(`An empty handler loads in ${msOf(empty).toFixed(1)} ms of CPU time.\n`);
  console.log('| function | kB | plain kB | CPU ms | plain CPU ms | ratio | goal |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const { name, own, plain } of pairs) {
    const cells = [
      name,
      kilobytes(filesIn(dirname(own))),
      kilobytes([plain]),
      msOf(own).toFixed(1),
      msOf(plain).toFixed(1),
      (msOf(own) / msOf(plain)).toFixed(2),
      goals[name] ?? '',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
