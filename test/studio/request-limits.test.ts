import { describe, expect, it } from '@jest/globals';
import { FAMILY_ROWS } from '../../lambdas/shared/dashscope/families.ts';
import { codePointCount as countOfApi } from '../../lambdas/shared/validation/text.ts';
import { codePointCount, isAlias, requestLimits } from '../../studio/core/request-limits.ts';

describe('limits of a request', () => {
  it('count characters as the API does', () => {
    for (const text of ['', 'ferry', '夜航船', '👩‍👩‍👧', 'e\u0301', '\ud83d', '𠮷野家']) {
      expect(codePointCount(text)).toBe(countOfApi(text));
    }
    expect(codePointCount('👋🏽')).toBe(2);
  });

  it('are those of the family', () => {
    const { cosyvoice, qwen } = requestLimits.families;
    expect(cosyvoice.previewText).toEqual({ min: 15, max: 200 });
    expect(cosyvoice.voicePrompt.max).toBe(FAMILY_ROWS.cosyvoice.limits.voicePromptMax);
    expect(qwen.previewText).toEqual({ min: 1, max: 1024 });
    expect(qwen.responseFormats).toContain('opus');
    expect(cosyvoice.responseFormats).not.toContain('opus');
  });

  it('allow the aliases that the API allows', () => {
    for (const alias of ['a', 'narrator-2', '7', 'a'.repeat(63)]) expect(isAlias(alias)).toBe(true);
    for (const alias of ['', '-a', 'A', 'a b', 'é', 'a'.repeat(64)]) expect(isAlias(alias)).toBe(false);
  });
});
