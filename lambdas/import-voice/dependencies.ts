import type * as z from 'zod';
import { StepFunctionsStarter } from '../shared/executions.ts';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { newVoiceId } from '../shared/voice/ids.ts';
import { nameSpaceOf } from '../shared/voice/name-space.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import {
  type ProviderReadPlatform,
  providerReadDependencies,
} from '../shared/wiring/provider-read-dependencies.ts';
import type { environment } from './environment.ts';
import type { ImportVoiceDependencies } from './import-voice.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: ProviderReadPlatform & Pick<Platform, 'stepFunctions' | 'randomInt'>,
): ImportVoiceDependencies & RequestSettings {
  const { dynamo, stepFunctions, now, randomInt } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    ...providerReadDependencies(variables, platform),
    voices: new DynamoVoiceStore(dynamo, table),
    accountStore: new DynamoAccountStore(dynamo, table),
    executions: new StepFunctionsStarter(stepFunctions, variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    nameSpace: nameSpaceOf(variables),
    rejectedGraceSeconds: variables.REJECTED_GRACE_SECONDS,
    now,
    newVoiceId: (time) => newVoiceId(time, randomInt),
  };
}
