import type * as z from 'zod';
import { StepFunctionsReader } from '../shared/execution-reader.ts';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoDueVoices } from '../shared/stores/due-voices.ts';
import { DynamoPlaceCounter } from '../shared/stores/places.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import { DynamoVoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { nameSpaceOf } from '../shared/voice/name-space.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { providerReadDependencies } from '../shared/wiring/provider-read-dependencies.ts';
import type { DiagnoseDependencies } from './diagnose-deployment.ts';
import type { environment } from './environment.ts';

/** Milliseconds for a call to the provider. Two calls in turn and the other checks fit into the function's time. */
const callMs = 8_000;

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<
    Platform,
    | 'dynamo'
    | 'stepFunctions'
    | 'secretsManager'
    | 'createProviderClient'
    | 'now'
    | 'sleep'
    | 'random'
    | 'log'
  >,
): DiagnoseDependencies {
  const { dynamo, stepFunctions, now, log } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    ...providerReadDependencies(variables, platform),
    accountStore: new DynamoAccountStore(dynamo, table),
    places: new DynamoPlaceCounter(dynamo, table),
    switches: new DynamoSwitches(dynamo, table),
    dueVoices: new DynamoDueVoices(dynamo, table),
    voices: new DynamoVoiceStore(dynamo, table),
    voicesByStatus: new DynamoVoicesByStatus(dynamo, table),
    executions: new StepFunctionsReader(stepFunctions, variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    nameSpace: nameSpaceOf(variables),
    reconcileSeconds: variables.RECONCILE_SECONDS,
    stalledSeconds: variables.STALLED_SECONDS,
    callMs,
    checkMs: 2 * callMs + 2_000,
    now,
    log,
  };
}
