import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { awsCall } from '../deployment/aws-call.ts';
import type { Deployment } from '../deployment/deployment.ts';

/** As the functions read it: what nobody has switched off is on. */
const item = z.object({ creates: z.boolean().default(true), deletes: z.boolean().default(true) });
export type Switches = Readonly<z.infer<typeof item>>;

/** The item `SWITCHES` of a deployment's table; each switch is an attribute, so that two people turn two at once. */
export class SwitchItem {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #key = marshall({ voiceId: 'SWITCHES' });

  constructor({ output, place }: Deployment) {
    this.#client = new DynamoDBClient(place());
    this.#table = output('VoicesTableName');
  }

  async read(): Promise<Switches> {
    const command = new GetItemCommand({ TableName: this.#table, Key: this.#key, ConsistentRead: true });
    const { Item } = await awsCall(() => this.#client.send(command), 'the switches');
    return item.parse(Item ? unmarshall(Item) : {});
  }

  async turn(name: keyof Switches, on: boolean): Promise<Switches> {
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: this.#key,
      UpdateExpression: 'SET #switch = :on',
      ExpressionAttributeNames: { '#switch': name },
      ExpressionAttributeValues: marshall({ ':on': on }),
      ReturnValues: 'ALL_NEW',
    });
    const { Attributes = {} } = await awsCall(() => this.#client.send(command), 'the switches');
    return item.parse(unmarshall(Attributes));
  }
}
