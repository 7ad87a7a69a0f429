import { describe, expect, it } from '@jest/globals';
import { crowds, interleavingsOf, pairs, triples } from '../../../interleavings/alias-scenarios.ts';
import { exploreInterleavings, sampleInterleavings } from '../../../support/interleavings.ts';

describe('in every interleaving, and after a crash at every step, an alias holds its voice, with', () => {
  it.each(pairs)('%s', async (_, each) => {
    expect(await exploreInterleavings(await interleavingsOf(each))).toBeGreaterThan(5);
  });
});

// `.ci/run` runs more of them, by `npm run interleavings`.
describe('in random interleavings, and after a crash at every step, an alias holds its voice, with', () => {
  it.each([...triples, ...crowds])('%s', async (_, each) => {
    await expect(sampleInterleavings(await interleavingsOf(each), 10)).resolves.toBeUndefined();
  });
});
