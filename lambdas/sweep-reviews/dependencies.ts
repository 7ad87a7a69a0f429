import type * as z from 'zod';
import { DynamoParkedVoices } from '../shared/stores/parked-voices.ts';
import { DynamoSweeps } from '../shared/stores/sweeps.ts';
import { nameSpaceOf } from '../shared/voice/name-space.ts';
import { StepFunctionsWaitingTasks } from '../shared/waiting-tasks.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { type ProviderCallPlatform, providerDependencies } from '../shared/wiring/provider-dependencies.ts';
import type { environment } from './environment.ts';
import type { SweepReviewsDependencies } from './sweep-reviews.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: ProviderCallPlatform & Pick<Platform, 'stepFunctions' | 'log'>,
): SweepReviewsDependencies {
  const { dynamo, stepFunctions, now, random, log } = platform;
  const { VOICES_TABLE_NAME, TIME_SCALE } = variables;
  return {
    ...providerDependencies(variables, platform),
    parkedVoices: new DynamoParkedVoices(dynamo, VOICES_TABLE_NAME),
    sweeps: new DynamoSweeps(dynamo, VOICES_TABLE_NAME),
    waitingTasks: new StepFunctionsWaitingTasks(stepFunctions),
    nameSpace: nameSpaceOf(variables),
    timeScale: TIME_SCALE,
    now,
    random,
    log,
  };
}
