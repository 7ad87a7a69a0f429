// @ts-check
/**
 * @typedef {object} Task
 * @property {string} entry path of the JavaScript or TypeScript file, relative to the root of the repository
 * @property {readonly string[]} [nodeArgs] options of Node
 * @property {readonly string[]} [args] arguments before those of the command line
 * @property {Readonly<Record<string, string>>} [env]
 * @property {boolean} [inCallersFolder] runs in the folder of the npm call instead of the root
 * @property {boolean} [keepsCompiledCode] caches compiled code between runs
 * @property {boolean} [needsNoPackages] runs without installed packages, on the system's Node
 */

/** The order of the tests in a file and the cases of property tests. Another seed can be given to find other failures. */
const seed = process.argv.some((argument) => argument.startsWith('--seed')) ? [] : ['--seed=1'];
const jest = {
  entry: 'node_modules/jest/bin/jest.js',
  args: seed,
  // A young generation of fixed size holds the modules of a test file.
  nodeArgs: [
    '--min-semi-space-size=64',
    '--max-semi-space-size=64',
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
  ],
};
const largeYoungGeneration = ['--max-semi-space-size=64'];

/** The npm scripts. @type {Readonly<Record<string, Task>>} */
export const tasks = {
  start: {
    entry: 'scripts/start/main.ts',
    // By default, the young generation of the main thread grows to a hundred megabytes that its live objects do not need.
    nodeArgs: ['--max-semi-space-size=8'],
    keepsCompiledCode: true,
    // By default, glibc keeps a heap for each of the dozens of threads, in sum a hundred megabytes.
    env: { MALLOC_ARENA_MAX: '2' },
  },
  stop: { entry: 'scripts/stop.mjs', needsNoPackages: true },
  env: { entry: 'scripts/env/main.ts', keepsCompiledCode: true },
  example: { entry: 'scripts/example/main.ts', keepsCompiledCode: true },
  demo: { entry: 'scripts/demo/main.ts', keepsCompiledCode: true },
  voice: { entry: 'cli/main.ts', inCallersFolder: true, keepsCompiledCode: true },
  simulator: { entry: 'simulator/main.ts', inCallersFolder: true, keepsCompiledCode: true },
  test: jest,
  'test:e2e': { ...jest, args: [...seed, 'test/e2e'] },
  'test:browser': { ...jest, args: [...seed, '--config', 'test/browser/jest.config.mjs'] },
  'studio:screenshots': { entry: 'test/browser/screenshots.ts' },
  fuzz: {
    ...jest,
    // Each run tests other cases. Jest prints the seed.
    args: ['test/lambdas/shared/http/openapi/fuzz', 'test/lambdas/receive-voice-request'],
    env: { GENERATED_REQUESTS: '10000' },
  },
  simulate: { entry: 'test/simulation/main.ts', nodeArgs: largeYoungGeneration },
  'simulate:apply': { entry: 'test/simulation/apply-main.ts', nodeArgs: largeYoungGeneration },
  kills: { entry: 'test/kills/main.ts' },
  analysis: { entry: 'test/analysis/main.ts' },
  mutants: { entry: 'test/mutants/main.ts' },
  grants: { entry: 'test/grants/main.ts' },
  interleavings: { entry: 'test/interleavings/main.ts', nodeArgs: largeYoungGeneration },
  package: { entry: 'scripts/package/main.ts' },
  'package:test': { ...jest, args: [...seed, '--config', 'test/packages/jest.config.mjs'] },
  bench: { entry: 'bench/main.ts' },
  'bench:waiting': { entry: 'test/simulation/benchmarks/waiting.ts', nodeArgs: largeYoungGeneration },
  'bench:burst': { entry: 'test/simulation/benchmarks/burst.ts', nodeArgs: largeYoungGeneration },
  'bench:naive': { entry: 'test/simulation/benchmarks/naive.ts', nodeArgs: largeYoungGeneration },
  'bench:capacity': { entry: 'test/simulation/benchmarks/capacity.ts', nodeArgs: largeYoungGeneration },
  'bench:cost': { entry: 'test/simulation/benchmarks/cost.ts', nodeArgs: largeYoungGeneration },
  'bench:scale': { entry: 'test/simulation/benchmarks/scale.ts', nodeArgs: largeYoungGeneration },
  'bench:hang': { entry: 'test/simulation/benchmarks/hang.ts', nodeArgs: largeYoungGeneration },
  'bench:keep-alive': { entry: 'bench/keep-alive.ts' },
  'bench:loading': { entry: 'bench/loading.ts' },
  'bench:local': { entry: 'bench/local-stack.ts' },
  lint: { entry: 'node_modules/@biomejs/biome/bin/biome', args: ['check', '.'] },
  format: { entry: 'node_modules/@biomejs/biome/bin/biome', args: ['check', '--write', '.'] },
  typecheck: { entry: 'node_modules/typescript/bin/tsc', args: ['-b', '--noEmit', '.', 'studio'] },
  unused: { entry: 'node_modules/knip/bin/knip.js' },
  docs: { entry: 'scripts/write-docs.ts' },
  house: { entry: 'scripts/house/main.ts' },
  cdk: { entry: 'node_modules/aws-cdk/bin/cdk' },
};
