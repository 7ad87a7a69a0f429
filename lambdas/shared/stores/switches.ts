import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { switchesKey } from '../contract.ts';
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

/** Sets a switch. Each switch is a separate attribute, so that concurrent changes of two switches do not conflict. */
export interface SwitchWriter {
  set(name: keyof Switches, on: boolean): Promise<Switches>;
}

const item = z.object({ creates: z.boolean().default(true), deletes: z.boolean().default(true) });

/** The switches item in the DynamoDB table. */
export class DynamoSwitches implements SwitchStore, SwitchWriter {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /** @throws UnreadableRecordError if the item does not parse, so that nothing runs against an operator's intent */
  async read(): Promise<Switches> {
    const parsed = item.safeParse((await readItem(this.#dynamo, this.#table, switchesKey)) ?? {});
    if (!parsed.success) throw new UnreadableRecordError('SWITCHES does not parse');
    return parsed.data;
  }

  async set(name: keyof Switches, on: boolean): Promise<Switches> {
    const { Attributes = {} } = await this.#dynamo.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: marshall({ voiceId: switchesKey }),
        UpdateExpression: 'SET #switch = :on',
        ExpressionAttributeNames: { '#switch': name },
        ExpressionAttributeValues: marshall({ ':on': on }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return item.parse(unmarshall(Attributes));
  }
}
