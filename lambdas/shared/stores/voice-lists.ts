import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Status } from '../contract.ts';
import type { Family, Scope } from '../dashscope/vocabulary.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { type ListPage, type ListPosition, MonthPages } from './month-pages.ts';
import { hasLabel, type LabelFilter, pageFilter } from './partition-page.ts';
import { parseRecord } from './voices.ts';

/** Filter of a list. A voice must match every given field. */
export interface VoiceFilter {
  readonly family?: Family | undefined;
  readonly scope?: Scope | undefined;
  readonly status?: Status | undefined;
  readonly targetModel?: string | undefined;
  /** The owner of the key, or `event:<source>`. */
  readonly createdBy?: string | undefined;
  readonly label?: LabelFilter | undefined;
}

/** Returns whether a voice matches every given field. */
export function matchesVoiceFilter(record: VoiceRecord, { label, ...fields }: VoiceFilter): boolean {
  const { family, scope, status, targetModel, createdBy } = record;
  const values = Object.entries({ family, scope, status, targetModel, createdBy });
  const wanted = new Map<string, string | undefined>(Object.entries(fields));
  return (
    values.every(([name, value]) => (wanted.get(name) ?? value) === value) && hasLabel(record.labels, label)
  );
}

/** Lists of records, newest first. Reads an index, so a list may be stale. */
export interface VoiceIndex {
  /**
   * Returns one page. Positions stay valid while voices are created and deleted: pages neither repeat nor skip a voice.
   * Reads at most five times `limit` items, so a filtered page can be short or empty.
   *
   * @param from position of the previous page's end; null for the first page
   */
  page(
    filter: VoiceFilter,
    limit: number,
    from: ListPosition | null,
    now: Date,
  ): Promise<ListPage<VoiceRecord>>;
}

/** Reads the index by status if the filter has a status, otherwise the index by month, the latest month first. */
export class DynamoVoiceIndex implements VoiceIndex {
  readonly #pages: MonthPages;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#pages = new MonthPages(dynamo, table);
  }

  page(
    { status, label, family, scope, targetModel, createdBy }: VoiceFilter,
    limit: number,
    from: ListPosition | null,
    now: Date,
  ): Promise<ListPage<VoiceRecord>> {
    const list = {
      statusPartition: status ?? null,
      monthPartition: (month: string) => month,
      filter: pageFilter({ family, scope, targetModel, createdBy }, label, 'labels'),
      parse: parseRecord,
    };
    return this.#pages.read(list, limit, from, now);
  }
}
