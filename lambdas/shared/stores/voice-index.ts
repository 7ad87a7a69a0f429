import type { Status } from '../contract.ts';
import type { Family, Scope } from '../dashscope/vocabulary.ts';
import type { VoiceRecord } from '../voice/record.ts';

/** What a list is narrowed to; all that is given has to hold. */
export interface VoiceFilter {
  readonly family?: Family | undefined;
  readonly scope?: Scope | undefined;
  readonly status?: Status | undefined;
  readonly targetModel?: string | undefined;
  /** The owner of the key, or `event:<source>`. */
  readonly createdBy?: string | undefined;
  readonly label?: { readonly key: string; readonly value: string } | undefined;
}

/** A place in a list: after all voices of later months, and after the voice `before` of this one. */
export interface ListPosition {
  readonly month: string;
  readonly before: string | null;
}

export interface VoiceListPage {
  readonly records: readonly VoiceRecord[];
  /** Null at the end of the list. */
  readonly next: ListPosition | null;
}

/** Records by other than their id, newest first. Serves people: what is read may be a moment old. */
export interface VoiceIndex {
  /**
   * One page. A place stays valid while voices come and go: nothing that was there before is shown twice or left out.
   * Reads at most five times `limit` items, so that a filtered page may be short, even empty.
   *
   * @param from null for the beginning
   */
  page(filter: VoiceFilter, limit: number, from: ListPosition | null, now: Date): Promise<VoiceListPage>;
}
