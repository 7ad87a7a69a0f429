import { StepFunctionsStarter, stepFunctions } from '../shared/executions/step-functions-starter.ts';
import { DynamoIdempotencyStore } from '../shared/records/dynamo-idempotency-store.ts';
import { DynamoVoiceStore } from '../shared/records/dynamo-voice-store.ts';
import type { RequestVoiceDependencies } from '../shared/requests/request-voice.ts';
import type { RequestSettings } from '../shared/requests/voice-request.ts';
import { dynamo } from '../shared/runtime/dynamo.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { log } from '../shared/runtime/log.ts';
import { providerAccounts } from '../shared/runtime/provider-secret.ts';
import { newVoiceId } from '../shared/voice/ids.ts';
import { environment } from './environment.ts';

export function setUp(): RequestVoiceDependencies & RequestSettings {
  const variables = readEnvironment(environment);
  const accounts = providerAccounts(variables);
  return {
    isConfigured: (scope) => accounts.isConfigured(scope),
    voices: new DynamoVoiceStore(dynamo(), variables.VOICES_TABLE_NAME),
    pointers: new DynamoIdempotencyStore(dynamo(), variables.VOICES_TABLE_NAME),
    executions: new StepFunctionsStarter(stepFunctions(), variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    offered: variables.OFFERED,
    idempotencyHours: variables.IDEMPOTENCY_HOURS,
    now: () => new Date(),
    newVoiceId,
    log,
  };
}
