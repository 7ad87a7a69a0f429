import { createOutputSchema } from './answer-schemas.ts';
import { type AnswerFault, classifyCreate } from './classify.ts';
import { type CreateVoiceRequest, findFault, requestedNameOf, toWire } from './create-request.ts';
import {
  type DashScopeError,
  DashScopeInvalidRequestError,
  DashScopeUnreadableAnswerError,
} from './errors.ts';
import type { Answer, FailureReason } from './exchange.ts';
import { FAMILY_ROWS } from './families.ts';
import { decodePreview, type Preview } from './preview-audio.ts';
import type { CallContext, CallOptions, ProviderCaller } from './provider-call.ts';
import { mediaTypeOf, readAnswer, readFailure, type SuccessfulAnswer } from './read-answer.ts';
import { PROVIDER_DEFAULTS } from './vocabulary.ts';
import { isProviderVoiceId, readProviderVoiceId } from './voice-id.ts';

export interface CreateVoiceOptions extends CallOptions {
  /**
   * Epoch milliseconds by the client's clock. After this moment the request is not sent, and the outcome is `notDone`
   * with the cause `too_late`. The time is checked again immediately before the request is written to the socket.
   */
  readonly sendBefore?: number | undefined;
  /** Start of the slot that the caller has taken for this create, in epoch milliseconds. It is not sent earlier. */
  readonly slotAt?: number | undefined;
}

/** The provider made the voice. */
export interface VoiceMade {
  readonly kind: 'made';
  readonly providerVoiceId: string;
  /**
   * True if the id is of the documented form and contains the name that was sent. Otherwise the voice cannot be found by
   * its name.
   */
  readonly isIdDocumented: boolean;
  /** As in the answer, or else in the id. As requested if neither contains it. */
  readonly targetModel: string;
  /** Decoded and checked. The provider returns it only in this answer. */
  readonly preview: Preview;
  readonly requestId: string | null;
  readonly usageCount: number | null;
}

/**
 * The outcome of a create.
 * - `made`: the voice exists.
 * - `refused`: certainly not done. The same request will be refused again.
 * - `unauthorized`: certainly not done (401). Read the key again once, then send again under the same name.
 * - `notDone`: certainly not done. It may be sent again under the same name, after `retryAfterMs` if that is set.
 * - `unknown`: everything else. Never send it again; find the voice by its name.
 */
export type CreateOutcome =
  | VoiceMade
  | { readonly kind: 'refused'; readonly error: DashScopeError }
  | { readonly kind: 'unauthorized'; readonly error: DashScopeError }
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
 * Sends one create exactly once, over a new connection. It neither throws nor sends again, whatever the provider or the
 * network does.
 */
export async function createVoice(
  caller: ProviderCaller,
  request: CreateVoiceRequest,
  options: CreateVoiceOptions = {},
): Promise<CreateOutcome> {
  const { family, targetModel } = request;
  const context: CallContext = { caller, family, operation: 'create', targetModel };
  const fault = findFault(request);
  if (fault !== null) {
    const facts = { certainlyNotDone: true, retryable: false, family, operation: 'create' } as const;
    return { kind: 'refused', error: new DashScopeInvalidRequestError(`${fault}; nothing was sent.`, facts) };
  }

  const result = await caller.call({ family, operation: 'create', ...toWire(request), ...options });
  if (result.kind === 'answer') {
    const answer = await readAnswer(context, result);
    return answer.kind === 'success'
      ? readVoice(context, request, answer, result)
      : outcomeOf(answer.error, answer.fault ?? 'unreadable');
  }
  const error = readFailure(context, result);
  if (result.kind === 'limited') return outcomeOf(error, 'unreadable');
  const { sent, reason } = result;
  if (sent) return { kind: 'unknown', cause: reason === 'too_late' ? 'aborted' : reason, error };
  const cause = reason === 'too_late' ? 'too_late' : 'not_sent';
  return { kind: 'notDone', cause, retryAfterMs: null, error };
}

function outcomeOf(error: DashScopeError, cause: UnknownCause): CreateOutcome {
  const kind = classifyCreate(error);
  switch (kind) {
    case 'unknown':
      return { kind, cause, error };
    case 'notDone':
      return { kind, cause: 'throttled', retryAfterMs: error.retryAfterMs, error };
    default:
      return { kind, error };
  }
}

function readVoice(
  context: CallContext,
  request: CreateVoiceRequest,
  { output: fields, requestId, usageCount }: SuccessfulAnswer,
  answer: Answer,
): CreateOutcome {
  const output = createOutputSchema.safeParse(fields).data;
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
      requestId,
    });
    return { kind: 'unknown', cause: 'no_voice_id', error };
  }
  const audio = output?.preview_audio;
  const parts = readProviderVoiceId(request.family, providerVoiceId);
  return {
    kind: 'made',
    providerVoiceId,
    isIdDocumented: parts?.name === requestedNameOf(request),
    targetModel: output?.target_model ?? parts?.targetModel ?? request.targetModel,
    preview: decodePreview({
      data: audio?.data,
      responseFormat: audio?.response_format ?? request.responseFormat ?? PROVIDER_DEFAULTS.responseFormat,
      sampleRate: audio?.sample_rate ?? request.sampleRate ?? PROVIDER_DEFAULTS.sampleRate,
    }),
    requestId,
    usageCount,
  };
}
