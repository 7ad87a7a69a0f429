import { DashScopeInvalidRequestError, DashScopeUnreadableAnswerError } from './errors.ts';
import { FAMILY_ROWS } from './families.ts';
import { type AnswerContext, type AnswerMeta, judgeAnswer } from './judge-answer.ts';
import { failureError, limitedError } from './judge-failure.ts';
import type { CallOptions } from './provider-call.ts';
import { isProviderVoiceId } from './voice-id.ts';

export interface RepeatableAnswer extends AnswerMeta {
  readonly output: Readonly<Record<string, unknown>>;
}

/**
 * Query, list and delete: everything but create may be repeated, so its failures are thrown.
 *
 * @throws DashScopeError
 */
export async function callOrThrow(
  context: AnswerContext,
  input: Readonly<Record<string, unknown>>,
  options: CallOptions,
): Promise<RepeatableAnswer> {
  const { caller, family, operation } = context;
  const result = await caller.call({ family, operation, input, ...options });
  if (result.kind === 'limited') throw limitedError(context, result);
  if (result.kind === 'failed') throw failureError(context, result);
  const judged = judgeAnswer(context, result);
  if (judged.kind === 'error') throw judged.error;
  return judged;
}

/** The field that names the voice, in the family's spelling. */
export function voiceField(context: AnswerContext, providerVoiceId: string): Record<string, string> {
  if (!isProviderVoiceId(providerVoiceId)) throw notSent(context, 'Not a provider voice id');
  return { [FAMILY_ROWS[context.family].voiceIdField]: providerVoiceId };
}

/** The error for a request that breaks a rule of this client. */
export function notSent({ family, operation }: AnswerContext, message: string): DashScopeInvalidRequestError {
  const facts = { certainlyNotDone: true, retryable: false, family, operation };
  return new DashScopeInvalidRequestError(`${message}; nothing was sent.`, facts);
}

export function unreadable(
  context: AnswerContext,
  what: string,
  meta: AnswerMeta,
): DashScopeUnreadableAnswerError {
  const { caller, family, operation } = context;
  const { host } = caller.endpoint;
  return new DashScopeUnreadableAnswerError(`${host} answered ${what}.`, {
    certainlyNotDone: false,
    retryable: true,
    family,
    operation,
    host,
    httpStatus: 200,
    requestId: meta.requestId,
  });
}
