import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { readItem, UnreadableRecordError } from './items.ts';

/** What an operator has switched off; all of it is on unless somebody says otherwise. */
export interface Switches {
  /** Whether voices may be asked for, and be sent to the provider. */
  readonly creates: boolean;
  /** Whether voices may be deleted at the provider. */
  readonly deletes: boolean;
}

/** One item for the whole deployment. Read consistently before each claim of a create and each delete at the provider. */
export interface SwitchStore {
  read(): Promise<Switches>;
}

const item = z.object({ creates: z.boolean().default(true), deletes: z.boolean().default(true) });

/** The item `SWITCHES` in the one DynamoDB table. */
export class DynamoSwitches implements SwitchStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /** @throws UnreadableRecordError rather than guess at what somebody wanted to stop */
  async read(): Promise<Switches> {
    const parsed = item.safeParse((await readItem(this.#dynamo, this.#table, 'SWITCHES')) ?? {});
    if (!parsed.success) throw new UnreadableRecordError('SWITCHES does not parse');
    return parsed.data;
  }
}
