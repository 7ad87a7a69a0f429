import type { z } from 'zod';
import { StepFunctionsStarter, stepFunctions } from '../shared/executions.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { DynamoReconciliationStore } from '../shared/stores/reconciliation.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { newVoiceId } from '../shared/voice/ids.ts';
import { nameSpaceOf } from '../shared/voice/name-space.ts';
import { askingDependencies } from '../shared/wiring/provider-read-dependencies.ts';
import type { environment } from './environment.ts';
import type { ImportVoiceDependencies } from './import-voice.ts';

/** What importing needs in the function. */
export function importDependencies(
  variables: z.output<typeof environment>,
): ImportVoiceDependencies & RequestSettings {
  const table = variables.VOICES_TABLE_NAME;
  return {
    ...askingDependencies(variables),
    voices: new DynamoVoiceStore(dynamo(), table),
    accountStore: new DynamoAccountStore(dynamo(), table),
    names: new DynamoReconciliationStore(dynamo(), table),
    executions: new StepFunctionsStarter(stepFunctions(), variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    nameSpace: nameSpaceOf(variables),
    rejectedGraceSeconds: variables.REJECTED_GRACE_SECONDS,
    now: () => new Date(),
    newVoiceId,
  };
}
