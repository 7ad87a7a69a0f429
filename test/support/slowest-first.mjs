import Sequencer from '@jest/test-sequencer';

/** What takes longest, whichever machine it is. */
const slowest = ['test/simulation/simulation', 'test/e2e/', 'test/workflow/', 'test/lib/'];

/** The slowest first, so that no worker is left with one of them at the end; a fresh clone knows no times yet. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = slowest.findIndex((part) => path.includes(part));
      return found === -1 ? slowest.length : found;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}
