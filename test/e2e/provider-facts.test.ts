import { describe, expect, it } from '@jest/globals';
import { FAMILY_ROWS, readProviderVoiceId, unsuitability } from '../../lambdas/shared/dashscope/index.ts';
import { PROVIDER_FACTS } from '../../lambdas/shared/dashscope/provider-facts.ts';
import { simulatedFacts } from '../../simulator/provider-facts.ts';
import { cosyvoiceId, qwenId } from '../../simulator/voice-ids.ts';

describe('the facts about the provider in the client and in the simulator', () => {
  it.each([
    'previewText',
    'voicePrompt',
    'name',
    'sampleRates',
    'responseFormats',
    'languages',
    'targetModels',
    'requestsPerSecond',
    'voicesPerAccount',
  ] as const)('agree on %s', (fact) => {
    expect(simulatedFacts[fact].value).toEqual(PROVIDER_FACTS[fact].value);
  });

  it('agree on the retirement', () => {
    expect(FAMILY_ROWS.qwen.retirement).toMatchObject(simulatedFacts.retirement.value);
  });

  it('agree on the price of a created voice in the scope mainland', () => {
    const { cosyvoice, qwen } = PROVIDER_FACTS.createPrice.value;
    expect([cosyvoice.mainland, qwen.mainland]).toMatchObject([
      { amount: simulatedFacts.price.value.cosyvoice, currency: 'CNY' },
      { amount: simulatedFacts.price.value.qwen, currency: 'CNY' },
    ]);
  });

  it.each(simulatedFacts.unsuitableTargetModels.value)(
    'agree that %s does not accept designed voices',
    (model) => {
      expect(unsuitability(model)).toEqual(expect.any(String));
    },
  );

  it('agree on the forms of ids', () => {
    const qwen = qwenId('announcer', Date.UTC(2026, 10, 1), 8);
    expect(readProviderVoiceId('qwen', qwen)?.name).toBe('announcer');
    const cosyvoice = cosyvoiceId('cosyvoice-v3.5-plus', 'announcer');
    expect(readProviderVoiceId('cosyvoice', cosyvoice)).toEqual({
      name: 'announcer',
      targetModel: 'cosyvoice-v3.5-plus',
    });
  });
});
