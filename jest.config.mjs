/** @param {object} parser options of the parser */
const compilerFor = (parser) => ({
  jsc: {
    target: 'es2024',
    parser,
    transform: { react: { runtime: 'automatic', importSource: 'preact' } },
    experimental: { keepImportAttributes: true },
  },
  module: { type: 'es6' },
});

/** `npm test` leaves out the end-to-end tests, which take minutes. A path or `npm run test:e2e` runs them. */
const namesEndToEndTests = process.argv.some((argument) => argument.includes('test/e2e'));

export default {
  // Finds tests that hang. A loaded machine must make tests slow, not red.
  testTimeout: 1_200_000,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  testEnvironment: '<rootDir>/test/support/plain-environment.mjs',
  testSequencer: '<rootDir>/test/support/slowest-first.mjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(namesEndToEndTests ? [] : ['<rootDir>/test/e2e/'])],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', compilerFor({ syntax: 'typescript' })],
    '^.+\\.tsx$': ['@swc/jest', compilerFor({ syntax: 'typescript', tsx: true })],
  },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.local', '<rootDir>/dist'],
  // One more than CI has cores: while a suite waits for a process or a timer, another runs.
  maxWorkers: 3,
  // Modules that a test file has imported stay in its worker's memory.
  workerIdleMemoryLimit: '1GB',
  randomize: true,
};
