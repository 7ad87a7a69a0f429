import common from '../../jest.config.mjs';

/** `npm run test:browser`: the studio in Chromium, on a local stack with its simulator. */
const { testSequencer: _, ...settings } = common;
export default {
  ...settings,
  rootDir: '../..',
  globalSetup: '<rootDir>/test/browser/support/global-setup.mjs',
  testMatch: ['<rootDir>/test/browser/*.{browser,test}.ts'],
  // The tests of a file share a stack, whose lists they show.
  randomize: false,
  // Each worker runs a stack, a simulator and a browser, which wait for each other most of the time.
  maxWorkers: 2,
};
