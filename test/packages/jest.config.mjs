import common from '../../jest.config.mjs';

/** `npm run package:test`: packs the packages, installs them in empty folders, and uses them there. */
const { testSequencer: _, ...settings } = common;
export default {
  ...settings,
  rootDir: '../..',
  globalSetup: '<rootDir>/test/packages/support/global-setup.mjs',
  testMatch: ['<rootDir>/test/packages/**/*.packed.ts'],
  maxWorkers: 2,
};
