import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { readItem, UnreadableRecordError } from './items.ts';

/** Operator switches. Both are on by default. */
export interface Switches {
  /** Allows requests for new voices and creates at the provider. */
  readonly creates: boolean;
  /** Allows deletes at the provider. */
  readonly deletes: boolean;
}

/** The item `SWITCHES`. Functions read it consistently before each create and each delete at the provider. */
export interface SwitchStore {
  read(): Promise<Switches>;
}

const item = z.object({ creates: z.boolean().default(true), deletes: z.boolean().default(true) });

/** The switches item in the DynamoDB table. */
export class DynamoSwitches implements SwitchStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /** @throws UnreadableRecordError if the item does not parse, so that nothing runs against an operator's intent */
  async read(): Promise<Switches> {
    const parsed = item.safeParse((await readItem(this.#dynamo, this.#table, 'SWITCHES')) ?? {});
    if (!parsed.success) throw new UnreadableRecordError('SWITCHES does not parse');
    return parsed.data;
  }
}
