import type { CallContext, CallOptions, ProviderCaller } from './provider-call.ts';
import { type ProviderVoice, readProviderVoice } from './provider-voice.ts';
import { callOrThrow, unreadable, voiceField } from './repeatable-call.ts';
import type { Family } from './vocabulary.ts';

export interface QueryVoiceRequest {
  readonly family: Family;
  readonly providerVoiceId: string;
}

export type QueriedVoice = ProviderVoice & { readonly requestId: string | null };

/**
 * One voice as the provider knows it now.
 *
 * @throws DashScopeVoiceNotFoundError when the provider says there is none, other DashScopeErrors for the rest
 */
export async function queryVoice(
  caller: ProviderCaller,
  request: QueryVoiceRequest,
  options: CallOptions = {},
): Promise<QueriedVoice> {
  const { family, providerVoiceId } = request;
  const context: CallContext = { caller, family, operation: 'query', targetModel: null };
  const answer = await callOrThrow(context, voiceField(context, providerVoiceId), options);
  const voice = readProviderVoice(family, answer.output);
  if (voice?.providerVoiceId !== providerVoiceId) {
    throw unreadable(context, 'a query without the id it was asked for', answer);
  }
  return { ...voice, requestId: answer.requestId };
}
