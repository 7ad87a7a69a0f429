import { z } from 'zod';
import { errorNames } from '../shared/contract.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoDueVoices } from '../shared/stores/due-voices.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { DynamoPlaceCounter } from '../shared/stores/places.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { environment } from './environment.ts';
import {
  type FindDueVoicesDependencies,
  type FindDueVoicesResult,
  findDueVoices,
} from './find-due-voices.ts';
import { invocation } from './invocation.ts';

class InvalidExecutionInputError extends Error {
  override readonly name = errorNames.invalidExecutionInput;
}

const dependencies = once((): FindDueVoicesDependencies => {
  const { VOICES_TABLE_NAME, KEEP_DELETED_SECONDS } = readEnvironment(environment);
  return {
    voices: new DynamoVoiceStore(dynamo(), VOICES_TABLE_NAME),
    dueVoices: new DynamoDueVoices(dynamo(), VOICES_TABLE_NAME),
    accountStore: new DynamoAccountStore(dynamo(), VOICES_TABLE_NAME),
    switches: new DynamoSwitches(dynamo(), VOICES_TABLE_NAME),
    places: new DynamoPlaceCounter(dynamo(), VOICES_TABLE_NAME),
    keepDeletedSeconds: KEEP_DELETED_SECONDS,
    now: () => new Date(),
  };
});

export async function handler(event: unknown): Promise<FindDueVoicesResult> {
  const parsed = invocation.safeParse(event);
  if (!parsed.success) throw new InvalidExecutionInputError(z.prettifyError(parsed.error));
  const { input, claimId } = parsed.data;
  return findDueVoices({ ...input, claimId }, dependencies());
}
