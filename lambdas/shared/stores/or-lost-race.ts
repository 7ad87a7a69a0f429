import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { LostRaceError } from './voice-store.ts';

/** A write whose condition did not hold is a race that was lost. @throws LostRaceError */
export async function orLostRace(write: Promise<unknown>, key: string): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      throw new LostRaceError(`a condition on ${key} did not hold`, { cause: error });
    }
    throw error;
  }
}
