import type * as z from 'zod';
import type { CheckRequestDependencies } from '../actions/check-request.ts';
import type { RequestVoiceDependencies } from '../actions/request-voice.ts';
import { StepFunctionsStarter } from '../executions.ts';
import { DynamoIdempotencyStore } from '../stores/idempotency-keys.ts';
import { DynamoPlaceCounter } from '../stores/places.ts';
import { DynamoSwitches } from '../stores/switches.ts';
import { DynamoVoiceStore } from '../stores/voices.ts';
import type { RequestSettings } from '../validation/voice-request.ts';
import { newVoiceId } from '../voice/ids.ts';
import type { Platform } from './platform.ts';
import type { requestEnvironment } from './request-environment.ts';

type RequestVariables = z.output<z.ZodObject<typeof requestEnvironment>>;

type RequestPlatform = Pick<Platform, 'dynamo' | 'stepFunctions' | 'now' | 'randomInt' | 'log'>;

/** Returns the dependencies of a function that requests voices, over HTTP or by an event. */
export function requestDependencies(
  variables: RequestVariables,
  { dynamo, stepFunctions, now, randomInt, log }: RequestPlatform,
): RequestVoiceDependencies &
  CheckRequestDependencies &
  RequestSettings & { readonly voices: DynamoVoiceStore } {
  return {
    voices: new DynamoVoiceStore(dynamo, variables.VOICES_TABLE_NAME),
    switches: new DynamoSwitches(dynamo, variables.VOICES_TABLE_NAME),
    places: new DynamoPlaceCounter(dynamo, variables.VOICES_TABLE_NAME),
    idempotencyKeys: new DynamoIdempotencyStore(dynamo, variables.VOICES_TABLE_NAME),
    executions: new StepFunctionsStarter(stepFunctions, variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    enabledFamilies: variables.OFFERED,
    idempotencyHours: variables.IDEMPOTENCY_HOURS,
    now,
    newVoiceId: (time) => newVoiceId(time, randomInt),
    log,
  };
}
