import Sequencer from '@jest/test-sequencer';

/** Parts of the paths of the slowest test files, slowest first. */
export const slowest = [
  'test/simulation/simulation',
  'test/e2e/local-stack',
  'test/e2e/documented-commands',
  'test/e2e/voice-histories',
  'test/e2e/cli',
  'test/e2e/',
  'test/workflow/',
  'test/lambdas/secret-changes',
  'test/local/properties',
  'test/local/alarms/deliveries',
  'test/local/models/conformance',
  'test/simulation/whole',
  'test/interleavings',
  'test/lib/permissions',
  'test/lib/validation',
  'test/lambdas/reconcile-list/',
  'test/simulation/',
  'alias-interleavings',
  'test/lambdas/create-voice/',
  'preview-analysis/loudness',
  'test/lib/',
];

/**
 * Runs the slowest test files first, so that no worker starts one of them at the end of a run. Jest's own order needs
 * the times of earlier runs, which a fresh clone does not have.
 */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = slowest.findIndex((part) => path.includes(part));
      return found === -1 ? slowest.length : found;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}
