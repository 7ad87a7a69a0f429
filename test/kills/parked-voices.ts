import { setTimeout as sleep } from 'node:timers/promises';
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

/** Waits until a voice is parked. @throws Error after the timeout */
export async function waitUntilParked(note: RunningStack, timeoutMs: number): Promise<void> {
  for (const startedAt = Date.now(); Date.now() - startedAt < timeoutMs; await sleep(100)) {
    if ((await parkedVoices(note)).length > 0) return;
  }
  throw new Error('no voice is parked');
}
