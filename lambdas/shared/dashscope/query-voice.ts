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
 * Returns the current state of one voice.
 *
 * @throws DashScopeVoiceNotFoundError if the provider has no such voice, other DashScopeErrors for other failures
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
    throw unreadable(context, 'a query without the requested voice id', answer);
  }
  return { ...voice, requestId: answer.requestId };
}
