import { resolveEndpoint } from '../../lambdas/shared/dashscope/endpoint.ts';
import type { ProviderVoice } from '../../lambdas/shared/dashscope/index.ts';
import type { ProviderAccount } from '../../lambdas/shared/provider/accounts.ts';

export function accountWithKey(keyId: string): ProviderAccount {
  return { endpoint: resolveEndpoint('mainland'), apiKey: 'sk-test', keyId, dataInspection: false };
}

export function listedVoice(providerVoiceId: string): ProviderVoice {
  return {
    family: 'qwen',
    providerVoiceId,
    status: 'OK',
    statusText: 'OK',
    targetModel: null,
    language: null,
    voicePrompt: null,
    previewText: null,
    gmtCreate: null,
    gmtModified: null,
  };
}
