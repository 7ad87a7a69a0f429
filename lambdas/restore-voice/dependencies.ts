import type * as z from 'zod';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { StepFunctionsStarter } from '../shared/executions.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { RestoreVoiceDependencies } from './restore-voice.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'stepFunctions' | 'eventBridge' | 'now' | 'log'>,
): RestoreVoiceDependencies {
  const { dynamo, stepFunctions, eventBridge, now, log } = platform;
  return {
    voices: new DynamoVoiceStore(dynamo, variables.VOICES_TABLE_NAME),
    publisher: eventBridgePublisher(eventBridge, variables.EVENT_BUS_NAME, log),
    executions: new StepFunctionsStarter(stepFunctions, variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    rejectedGraceSeconds: variables.REJECTED_GRACE_SECONDS,
    now,
    log,
  };
}
