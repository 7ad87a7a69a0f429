import { describe, expect, it } from '@jest/globals';
import { enabledFamiliesVariable } from '../../../../lambdas/shared/validation/enabled-families.ts';

describe('the variable of the enabled families', () => {
  it('keeps the order of the scopes, of which the first is the default', () => {
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
  ])('rejects %j', (text) => {
    expect(enabledFamiliesVariable.safeParse(text).success).toBe(false);
  });
});
