import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { clientSettings } from '../../../scripts/running-stack.ts';
import type { LocalStack } from '../../e2e/support/local-stack.ts';

const dayMs = 86_400_000;
/** Items that one call writes. */
const batchSize = 25;

/**
 * Stores copies of a voice under other ids and names, which takes seconds where a thousand requests would take minutes.
 * The copies are older than every voice of the stack, and changed so long ago that no list of changes contains them.
 */
export async function copyVoice({ note }: LocalStack, voiceId: string, count: number): Promise<void> {
  const dynamo = new DynamoDBClient(clientSettings(note));
  const table = note.outputs.VoicesTableName ?? '';
  const { Item: original } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: { voiceId: { S: voiceId } } }),
  );
  if (original === undefined) throw new Error(`There is no voice ${voiceId}.`);
  const items = Array.from({ length: count }, (_, index) => copyOf(original, index));
  while (items.length > 0) {
    const batch = items.splice(0, batchSize).map((Item) => ({ PutRequest: { Item } }));
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [table]: batch } }));
  }
  dynamo.destroy();
}

function copyOf(item: Record<string, AttributeValue>, index: number): Record<string, AttributeValue> {
  const number = String(index).padStart(4, '0');
  return {
    ...item,
    voiceId: { S: `01ARZ3NDEKTSV4RRFFQ69G${number}` },
    name: { S: `Copy ${number}` },
    labels: { M: { set: { S: 'copies' } } },
    updatedAt: { S: new Date(Date.parse(item.updatedAt?.S ?? '') - dayMs).toISOString() },
  };
}
