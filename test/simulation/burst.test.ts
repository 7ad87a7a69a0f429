import { describe, expect, it } from '@jest/globals';
import { halfShare } from './benchmarks/burst/deployments.ts';
import { createAtOnce } from './burst.ts';
import { asSynthesized } from './simulated-account.ts';

describe('many voices that are requested at once', () => {
  it.each([
    ['one deployment', [asSynthesized]],
    ['two deployments with half of the rate each', [halfShare, halfShare]],
  ] as const)('are made at the rate of the provider account, by %s', async (_, deployments) => {
    const burst = await createAtOnce({ requests: 120, deployments });
    expect(burst).toMatchObject({ creates: 120, made: 120, throttled: 0, failed: 0, secondsOver: 0 });
    expect(burst.fullest).toBeLessThanOrEqual(10);
    expect(burst.lastMadeSeconds).toBeLessThan(1.2 * burst.shortestSeconds);
  });
});
