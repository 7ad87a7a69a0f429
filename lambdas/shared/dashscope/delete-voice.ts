import { DashScopeVoiceNotFoundError } from './errors.ts';
import { FAMILY_ROWS } from './families.ts';
import type { CallContext, CallOptions, ProviderCaller } from './provider-call.ts';
import { callOrThrow, unreadable, voiceField } from './repeatable-call.ts';
import type { Family } from './vocabulary.ts';

export interface DeleteVoiceRequest {
  readonly family: Family;
  readonly providerVoiceId: string;
}

export interface DeletedVoice {
  /** True if the provider answered that it has no such voice. A repeated delete and a wrong account both get that answer. */
  readonly alreadyGone: boolean;
  readonly requestId: string | null;
}

/**
 * Deletes a voice. The call is safe to repeat.
 *
 * @throws DashScopeError
 */
export async function deleteVoice(
  caller: ProviderCaller,
  request: DeleteVoiceRequest,
  options: CallOptions = {},
): Promise<DeletedVoice> {
  const { family, providerVoiceId } = request;
  const context: CallContext = { caller, family, operation: 'delete', targetModel: null };
  try {
    const answer = await callOrThrow(context, voiceField(context, providerVoiceId), options);
    const named = answer.output[FAMILY_ROWS[family].voiceIdField];
    if (FAMILY_ROWS[family].deleteRepeatsId && named !== undefined && named !== providerVoiceId) {
      throw unreadable(context, 'a delete with another voice id than the one requested', answer);
    }
    return { alreadyGone: false, requestId: answer.requestId };
  } catch (error) {
    if (!(error instanceof DashScopeVoiceNotFoundError)) throw error;
    return { alreadyGone: true, requestId: error.requestId };
  }
}
