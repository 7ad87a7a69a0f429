export default {
  // Finds tests that hang. A loaded machine must make tests slow, not red.
  testTimeout: 1_200_000,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  testSequencer: '<rootDir>/test/support/slowest-first.mjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.local', '<rootDir>/dist'],
  // One more than CI has cores: while a suite waits for a process or a timer, another runs.
  maxWorkers: 3,
  // Modules that a test file has imported stay in its worker's memory.
  workerIdleMemoryLimit: '1GB',
  randomize: true,
};
