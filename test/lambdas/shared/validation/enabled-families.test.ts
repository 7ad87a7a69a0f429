import { describe, expect, it } from '@jest/globals';
import { enabledFamiliesVariable } from '../../../../lambdas/shared/validation/enabled-families.ts';

describe('what a deployment offers', () => {
  it('keeps the order of the scopes: the first is the default', () => {
    const text = JSON.stringify({ international: ['qwen'], mainland: ['cosyvoice', 'qwen'] });
    expect(enabledFamiliesVariable.parse(text)).toEqual([
      { scope: 'international', families: ['qwen'] },
      { scope: 'mainland', families: ['cosyvoice', 'qwen'] },
    ]);
  });

  it.each([
    '',
    '{',
    'null',
    '{}',
    '[]',
    '"mainland"',
    '{"moon":["qwen"]}',
    '{"mainland":[]}',
    '{"mainland":["sambert"]}',
  ])('is not %j', (text) => {
    expect(enabledFamiliesVariable.safeParse(text).success).toBe(false);
  });
});
