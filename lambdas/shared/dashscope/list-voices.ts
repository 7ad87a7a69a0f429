import { listOutputSchema } from './answer-schemas.ts';
import { FAMILY_ROWS } from './families.ts';
import type { CallContext, CallOptions, ProviderCaller } from './provider-call.ts';
import { type ProviderVoice, readProviderVoice } from './provider-voice.ts';
import { callOrThrow, notSent, unreadable } from './repeatable-call.ts';
import type { Family } from './vocabulary.ts';

export interface ListVoicesRequest {
  readonly family: Family;
  /**
   * Filters by name. Only a family whose list takes a prefix may have it. The provider does not document its exact
   * meaning, so a filtered list proves no voice absent.
   */
  readonly prefix?: string | undefined;
  /** Number of the page, counted from 0. Default 0. */
  readonly pageIndex?: number | undefined;
  /** Maximum number of voices in the page, at least 1. The provider documents no upper bound. Default 10. */
  readonly pageSize?: number | undefined;
}

export interface VoicePage {
  readonly voices: readonly ProviderVoice[];
  /** Number of entries without a usable id. They are not in `voices`. */
  readonly unreadable: number;
  /** All voices of the account; null where the family's list has no total. */
  readonly totalCount: number | null;
  readonly requestId: string | null;
}

/**
 * Returns one page, newest first as observed. A page beyond the end is empty.
 *
 * @throws DashScopeError
 */
export async function listVoices(
  caller: ProviderCaller,
  request: ListVoicesRequest,
  options: CallOptions = {},
): Promise<VoicePage> {
  const { family, prefix, pageIndex, pageSize } = request;
  const context: CallContext = { caller, family, operation: 'list', targetModel: null };
  if (prefix !== undefined && !FAMILY_ROWS[family].listTakesPrefix) {
    throw notSent(context, `The list of the family ${family} takes no prefix`);
  }
  const input = {
    ...(prefix === undefined ? {} : { prefix }),
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
