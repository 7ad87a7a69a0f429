import { describe, expect, it } from '@jest/globals';
import { FAMILIES, SCOPES } from '../../../../lambdas/shared/dashscope/vocabulary.ts';
import { costOf, costSchema } from '../../../../lambdas/shared/voice/cost.ts';

describe('the cost of creating voices', () => {
  it.each([
    ['cosyvoice', 'mainland', 1, 0, 'CNY'],
    ['cosyvoice', 'mainland', 10, 0, 'CNY'],
    ['qwen', 'mainland', 1, 0.2, 'CNY'],
    ['qwen', 'mainland', 3, 0.6, 'CNY'],
    ['qwen', 'mainland', 10, 2, 'CNY'],
    ['qwen', 'mainland', 0, 0, 'CNY'],
    ['qwen', 'international', 3, null, null],
    ['cosyvoice', 'international', 3, null, null],
  ] as const)(
    'has for %s in the scope %s and %i voices the amount %p %s',
    (family, scope, voices, ...cost) => {
      const { amount, currency } = costOf({ family, scope }, voices);
      expect([amount, currency]).toEqual(cost);
    },
  );

  it('names family and scope in a sentence that matches the published schema', () => {
    for (const family of FAMILIES) {
      for (const scope of SCOPES) {
        const { basis } = costSchema.parse(costOf({ family, scope }, 3));
        expect(basis).toMatch(new RegExp(`the family ${family} in the scope ${scope}\\b.*\\.$`));
      }
    }
  });

  it('names the source and the date of a documented price', () => {
    expect(costOf({ family: 'cosyvoice', scope: 'mainland' }, 1).basis).toContain(
      'voice-design-user-guide, model-pricing, notice 792, as of 2026-10-10',
    );
  });

  it('mentions a free quota and does not deduct it', () => {
    const { amount, basis } = costOf({ family: 'qwen', scope: 'mainland' }, 1);
    expect(amount).toBe(0.2);
    expect(basis).toContain('The first 10 creates within 90 days of activating the service are free.');
  });

  it('explains why a price is not known', () => {
    expect(costOf({ family: 'qwen', scope: 'international' }, 1).basis).toBe(
      'The provider documents no clear price for voices of the family qwen in the scope international: its pages disagree, with CNY 0.2 in one and USD 0.2 in another.',
    );
  });
});
