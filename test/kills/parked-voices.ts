import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoParkedVoices } from '../../lambdas/shared/stores/parked-voices.ts';
import { clientSettings, type RunningStack } from '../../scripts/running-stack.ts';

/** The list of the voices with a review. */
const list = { family: 'cosyvoice', scope: 'mainland' } as const;

/** Returns the ids of the voices whose execution is parked. */
export async function parkedVoices(note: RunningStack): Promise<readonly string[]> {
  const dynamo = new DynamoDBClient(clientSettings(note));
  try {
    const parked = await new DynamoParkedVoices(dynamo, note.outputs.VoicesTableName ?? '').ofList(list);
    return parked.map(({ voiceId }) => voiceId);
  } finally {
    dynamo.destroy();
  }
}
