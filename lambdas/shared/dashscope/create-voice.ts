import { createOutputSchema } from './answer-schemas.ts';
import { type CreateVoiceRequest, findFault, nameIn, toWire } from './create-request.ts';
import {
  DashScopeAuthenticationError,
  type DashScopeError,
  DashScopeInvalidRequestError,
  DashScopeQuotaExceededError,
  DashScopeThrottledError,
  DashScopeUnreadableAnswerError,
} from './errors.ts';
import type { Answer, FailureReason } from './exchange.ts';
import { FAMILY_ROWS } from './families.ts';
import {
  type AnswerContext,
  type AnswerFault,
  type AnswerMeta,
  judgeAnswer,
  mediaTypeOf,
} from './judge-answer.ts';
import { failureError, limitedError } from './judge-failure.ts';
import { decodePreview, type Preview } from './preview-audio.ts';
import type { CallOptions, ProviderCaller } from './provider-call.ts';
import { PROVIDER_DEFAULTS } from './vocabulary.ts';
import { isProviderVoiceId, readProviderVoiceId } from './voice-id.ts';

export interface CreateVoiceOptions extends CallOptions {
  /**
   * Epoch milliseconds by the client's clock: checked again immediately before the request goes onto the
   * socket; from then on it stays unsent (`notDone`, `too_late`).
   */
  readonly sendBefore?: number | undefined;
}

/** The voice exists, and this is its id. */
export interface VoiceMade {
  readonly kind: 'made';
  readonly providerVoiceId: string;
  /**
   * Whether the id is of the documented form and carries the name that was sent. A voice without such an id cannot be
   * found by its name.
   */
  readonly isIdDocumented: boolean;
  /** As answered, or as the id says; as requested where neither says it. */
  readonly targetModel: string;
  /** Decoded and checked. The provider returns it this once only. */
  readonly preview: Preview;
  readonly requestId: string | null;
  readonly usageCount: number | null;
}

/**
 * What became of a create: a closed union.
 * - `made`
 * - `refused`: certainly not done; the same request will be refused again.
 * - `unauthorized`: certainly not done (401). Re-read the key once, then send again under the same name.
 * - `notDone`: certainly not done. May be sent again under the same name, after `retryAfterMs` if given.
 * - `unknown`: everything else. Never send again: look the voice up by its name.
 */
export type CreateOutcome =
  | VoiceMade
  | { readonly kind: 'refused'; readonly error: DashScopeError }
  | { readonly kind: 'unauthorized'; readonly error: DashScopeAuthenticationError }
  | {
      readonly kind: 'notDone';
      readonly cause: NotDoneCause;
      readonly retryAfterMs: number | null;
      readonly error: DashScopeError;
    }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly error: DashScopeError };

export type NotDoneCause = 'not_sent' | 'throttled' | 'too_late';
export type UnknownCause = Exclude<FailureReason, 'too_late'> | AnswerFault | 'no_voice_id';

/**
 * Sends one create over a connection of its own, once. Nothing the provider or the network does makes it
 * throw or send again.
 */
export async function createVoice(
  caller: ProviderCaller,
  request: CreateVoiceRequest,
  options: CreateVoiceOptions = {},
): Promise<CreateOutcome> {
  const { family, targetModel } = request;
  const context: AnswerContext = { caller, family, operation: 'create', targetModel };
  const fault = findFault(request);
  if (fault !== null) {
    const facts = { certainlyNotDone: true, retryable: false, family, operation: 'create' } as const;
    return { kind: 'refused', error: new DashScopeInvalidRequestError(`${fault}; nothing was sent.`, facts) };
  }

  const result = await caller.call({ family, operation: 'create', ...toWire(request), ...options });
  if (result.kind === 'limited') {
    const error = limitedError(context, result);
    return { kind: 'notDone', cause: 'throttled', retryAfterMs: error.retryAfterMs, error };
  }
  if (result.kind === 'failed') {
    const error = failureError(context, result);
    if (!result.sent) {
      const cause = result.reason === 'too_late' ? 'too_late' : 'not_sent';
      return { kind: 'notDone', cause, retryAfterMs: null, error };
    }
    return { kind: 'unknown', cause: result.reason === 'too_late' ? 'aborted' : result.reason, error };
  }

  const judged = judgeAnswer(context, result);
  if (judged.kind === 'error') return outcomeOf(judged.error, judged.fault);
  return readVoice(context, request, judged, result);
}

function outcomeOf(error: DashScopeError, fault: AnswerFault | null): CreateOutcome {
  if (!error.certainlyNotDone) return { kind: 'unknown', cause: fault ?? 'unreadable', error };
  if (error instanceof DashScopeAuthenticationError) return { kind: 'unauthorized', error };
  const passes =
    error instanceof DashScopeThrottledError ||
    (error instanceof DashScopeQuotaExceededError && error.retryable);
  if (passes) return { kind: 'notDone', cause: 'throttled', retryAfterMs: error.retryAfterMs, error };
  return { kind: 'refused', error };
}

function readVoice(
  context: AnswerContext,
  request: CreateVoiceRequest,
  judged: AnswerMeta & { readonly output: unknown },
  answer: Answer,
): CreateOutcome {
  const output = createOutputSchema.safeParse(judged.output).data;
  const providerVoiceId = output?.[FAMILY_ROWS[request.family].voiceIdField];
  if (!isProviderVoiceId(providerVoiceId)) {
    const { host } = context.caller.endpoint;
    const error = new DashScopeUnreadableAnswerError(`${host} answered a create without a usable voice id.`, {
      certainlyNotDone: false,
      retryable: false,
      family: request.family,
      operation: 'create',
      host,
      httpStatus: answer.status,
      contentType: mediaTypeOf(answer),
      requestId: judged.requestId,
    });
    return { kind: 'unknown', cause: 'no_voice_id', error };
  }
  const audio = output?.preview_audio;
  const parts = readProviderVoiceId(request.family, providerVoiceId);
  return {
    kind: 'made',
    providerVoiceId,
    isIdDocumented: parts?.name === nameIn(request),
    targetModel: output?.target_model ?? parts?.targetModel ?? request.targetModel,
    preview: decodePreview({
      data: audio?.data,
      responseFormat: audio?.response_format ?? request.responseFormat ?? PROVIDER_DEFAULTS.responseFormat,
      sampleRate: audio?.sample_rate ?? request.sampleRate ?? PROVIDER_DEFAULTS.sampleRate,
    }),
    requestId: judged.requestId,
    usageCount: judged.usageCount,
  };
}
