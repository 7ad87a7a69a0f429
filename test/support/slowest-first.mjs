import Sequencer from '@jest/test-sequencer';

/** Paths of the slowest test files, slowest first. */
const slowest = ['test/simulation/simulation', 'test/e2e/', 'test/workflow/', 'test/lib/'];

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
