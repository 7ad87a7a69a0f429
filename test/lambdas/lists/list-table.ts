import { z } from 'zod';
import type { HttpHandler } from '../../../lambdas/shared/http/edge.ts';
import { deployedStack } from '../../harness/deployed-stack.ts';
import { memoryDynamo } from '../../simulation/table/memory-dynamo.ts';
import { MemoryTable, type TableOperation } from '../../simulation/table/memory-table.ts';
import { workflowSettings } from '../../support/deployments.ts';
import { proxyEvent } from '../../support/http-events.ts';
import { instant } from '../../support/voices.ts';

export type Query = Readonly<Record<string, string | readonly string[]>>;

/** Calls of a test that ends. */
const maxCalls = 5_000;
const queried = z.object({ ScannedCount: z.int() });

/** A table with a clock, which counts the items that are read. */
export class ListTable {
  readonly #table = new MemoryTable(deployedStack(workflowSettings).table);
  readonly dynamo = memoryDynamo(async (name, input) => {
    this.#calls += 1;
    // A test of a list whose cursor leads nowhere would not end.
    if (this.#calls > maxCalls) throw new Error('The list does not end.');
    await this.beforeCall(JSON.stringify(input));
    const answer = await this.#table.call(name, input);
    this.#count(name, answer);
    return answer;
  });
  readonly name = this.#table.name;
  #calls = 0;
  now = instant;
  itemsRead = 0;
  beforeCall: (input: string) => Promise<void> = async () => undefined;

  #count(name: TableOperation, answer: unknown): void {
    if (name === 'Query') this.itemsRead += queried.parse(answer).ScannedCount;
    if (name === 'GetItem') this.itemsRead += 1;
  }
}

/** Attributes of an item that filters compare. */
export interface ItemParts {
  readonly family?: 'cosyvoice' | 'qwen';
  readonly scope?: 'international' | 'mainland';
  readonly targetModel?: string;
  readonly createdBy?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly status?: string;
}

/** A filter of a list, with the attributes of an item that it selects. Items without them are not selected. */
export interface ListFilter {
  readonly query: Readonly<Record<string, string>>;
  readonly selected: ItemParts;
}

/** Returns the attributes of items that match all but one of several conditions of a filter. */
export function almostSelected({ selected }: Pick<ListFilter, 'selected'>): readonly ItemParts[] {
  const conditions = Object.entries(selected);
  if (conditions.length === 1) return [];
  return conditions.map((left) => Object.fromEntries(conditions.filter((each) => each !== left)));
}

/** A page as the suite compares it. */
export interface ListedPage {
  /** The ids in the order of the page. */
  readonly ids: readonly string[];
  /** The state of each item of the page, also of a deleted one. */
  readonly states: ReadonlyMap<string, string>;
  readonly cursor: string | null;
  readonly asOf: string;
}

/** One of the lists of the API. */
export interface ListKind {
  readonly name: string;
  readonly path: string;
  readonly filters: readonly ListFilter[];
  handler(table: ListTable, cursorKey: string): HttpHandler;
  parse(body: unknown): ListedPage;
  /** Stores an item of the given place in the list. Returns its id. A lower place comes first. */
  create(table: ListTable, place: number, parts?: ItemParts): Promise<string>;
  /** Changes an item and back at each second call. @param at the time of the change, which is stored now */
  toggle(table: ListTable, id: string, at: Date): Promise<void>;
  /** Records that no work is left on an item. */
  finish(table: ListTable, id: string): Promise<void>;
  /** Returns the state of a stored item, as `parse` returns it. */
  state(table: ListTable, id: string): Promise<string | undefined>;
}

/** Sends a request for a list. */
export async function request(kind: ListKind, table: ListTable, query: Query = {}, cursorKey = 'key-a') {
  const values = Object.entries(query).map(([name, value]) => [name, [value].flat()] as const);
  const call = proxyEvent({ path: kind.path, query: Object.fromEntries(values) });
  const { statusCode, body } = await kind.handler(table, cursorKey)(call);
  return { status: statusCode, body: z.record(z.string(), z.unknown()).parse(JSON.parse(body)) };
}

/** Returns one page of a list. @throws Error if the request is refused */
export async function page(kind: ListKind, table: ListTable, query: Query = {}): Promise<ListedPage> {
  const { status, body } = await request(kind, table, query);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return kind.parse(body);
}

/** Returns the ids on all pages of a list. */
export async function walk(kind: ListKind, table: ListTable, query: Query = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next = await page(kind, table, { ...query, ...(cursor && { cursor }) });
    ids.push(...next.ids);
    cursor = next.cursor;
  }
  return ids;
}
