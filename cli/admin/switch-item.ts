import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { callAws } from '../deployment/call-aws.ts';
import type { Deployment } from '../deployment/find-deployment.ts';

/** The switches as the functions parse them. A switch that was never set is on. */
const switches = z.object({ creates: z.boolean().default(true), deletes: z.boolean().default(true) });
export type Switches = Readonly<z.infer<typeof switches>>;

/**
 * The item `SWITCHES` of a deployment's table. Each switch is a separate attribute, so that concurrent changes of two
 * switches do not conflict.
 */
export class SwitchItem {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #key = marshall({ voiceId: 'SWITCHES' });

  constructor({ output, clientConfig }: Deployment) {
    this.#client = new DynamoDBClient(clientConfig());
    this.#table = output('VoicesTableName');
  }

  async read(): Promise<Switches> {
    const command = new GetItemCommand({ TableName: this.#table, Key: this.#key, ConsistentRead: true });
    const { Item } = await callAws(() => this.#client.send(command), 'the switches');
    return switches.parse(Item ? unmarshall(Item) : {});
  }

  async set(name: keyof Switches, on: boolean): Promise<Switches> {
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: this.#key,
      UpdateExpression: 'SET #switch = :on',
      ExpressionAttributeNames: { '#switch': name },
      ExpressionAttributeValues: marshall({ ':on': on }),
      ReturnValues: 'ALL_NEW',
    });
    const { Attributes = {} } = await callAws(() => this.#client.send(command), 'the switches');
    return switches.parse(unmarshall(Attributes));
  }
}
