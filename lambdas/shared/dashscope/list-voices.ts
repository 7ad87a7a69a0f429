import { listOutputSchema } from './answer-schemas.ts';
import type { AnswerContext } from './judge-answer.ts';
import type { CallOptions, ProviderCaller } from './provider-call.ts';
import { type ProviderVoice, readProviderVoice } from './provider-voice.ts';
import { callOrThrow, unreadable } from './repeatable-call.ts';

interface PageRequest {
  /** From 0. Default 0. */
  readonly pageIndex?: number | undefined;
  /** At least 1; the upper bound is not documented. Default: the provider's, 10. */
  readonly pageSize?: number | undefined;
}

export interface CosyVoiceListRequest extends PageRequest {
  readonly family: 'cosyvoice';
  /** Filter by name; its exact meaning is not documented, so never rely on it for a negative conclusion. */
  readonly prefix?: string | undefined;
}

export interface QwenListRequest extends PageRequest {
  readonly family: 'qwen';
}

export type ListVoicesRequest = CosyVoiceListRequest | QwenListRequest;

export interface VoicePage {
  readonly voices: readonly ProviderVoice[];
  /** How many entries had no usable id, and are therefore not among `voices`. */
  readonly unreadable: number;
  /** All voices of the account; Qwen only, null otherwise. */
  readonly totalCount: number | null;
  readonly requestId: string | null;
}

/**
 * One page, newest first by observation. A page beyond the end is empty.
 *
 * @throws DashScopeError
 */
export async function listVoices(
  caller: ProviderCaller,
  request: ListVoicesRequest,
  options: CallOptions = {},
): Promise<VoicePage> {
  const { family, pageIndex, pageSize } = request;
  const context: AnswerContext = { caller, family, operation: 'list', targetModel: null };
  const input = {
    ...(request.family === 'cosyvoice' && request.prefix !== undefined ? { prefix: request.prefix } : {}),
    ...(pageIndex === undefined ? {} : { page_index: pageIndex }),
    ...(pageSize === undefined ? {} : { page_size: pageSize }),
  };
  const answer = await callOrThrow(context, input, options);
  const output = listOutputSchema.safeParse(answer.output);
  if (!output.success) throw unreadable(context, 'a list without voice_list', answer);
  const entries = output.data.voice_list.map((entry) => readProviderVoice(family, entry));
  const voices = entries.filter((entry) => entry !== null);
  return {
    voices,
    unreadable: entries.length - voices.length,
    totalCount: output.data.total_count ?? null,
    requestId: answer.requestId,
  };
}
