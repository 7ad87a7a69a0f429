import { DashScopeInvalidRequestError, DashScopeUnreadableAnswerError } from './errors.ts';
import { FAMILY_ROWS } from './families.ts';
import type { CallContext, CallOptions } from './provider-call.ts';
import { type AnswerMeta, readAnswer, readFailure, type SuccessfulAnswer } from './read-answer.ts';
import { isProviderVoiceId } from './voice-id.ts';

/**
 * Calls query, list or delete. They may be repeated, unlike create, so failures are thrown.
 *
 * @throws DashScopeError
 */
export async function callOrThrow(
  context: CallContext,
  input: Readonly<Record<string, unknown>>,
  options: CallOptions,
): Promise<SuccessfulAnswer> {
  const { caller, family, operation } = context;
  const result = await caller.call({ family, operation, input, ...options });
  if (result.kind !== 'answer') throw readFailure(context, result);
  const answer = await readAnswer(context, result);
  if (answer.kind === 'error') throw answer.error;
  return answer;
}

/** Returns the input field that identifies the voice. */
export function voiceField(context: CallContext, providerVoiceId: string): Record<string, string> {
  if (!isProviderVoiceId(providerVoiceId)) throw notSent(context, 'Not a provider voice id');
  return { [FAMILY_ROWS[context.family].voiceIdField]: providerVoiceId };
}

/** Returns the error for a request that breaks a rule of this client. */
export function notSent({ family, operation }: CallContext, message: string): DashScopeInvalidRequestError {
  const facts = { certainlyNotDone: true, retryable: false, family, operation };
  return new DashScopeInvalidRequestError(`${message}; nothing was sent.`, facts);
}

export function unreadable(
  context: CallContext,
  description: string,
  meta: AnswerMeta,
): DashScopeUnreadableAnswerError {
  const { caller, family, operation } = context;
  const { host } = caller.endpoint;
  return new DashScopeUnreadableAnswerError(`${host} answered ${description}.`, {
    certainlyNotDone: false,
    retryable: true,
    family,
    operation,
    host,
    httpStatus: 200,
    requestId: meta.requestId,
  });
}
