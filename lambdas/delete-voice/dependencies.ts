import type * as z from 'zod';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { StepFunctionsPurgeStarter } from '../shared/executions.ts';
import { DynamoAliasStore } from '../shared/stores/aliases.ts';
import { DynamoHoldStore } from '../shared/stores/holds.ts';
import { DynamoParkedVoices } from '../shared/stores/parked-voices.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { DeletePermanentlyDependencies } from './delete-permanently.ts';
import type { environment } from './environment.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'stepFunctions' | 'eventBridge' | 'now' | 'randomUuid' | 'log'>,
): DeletePermanentlyDependencies {
  const { dynamo, stepFunctions, eventBridge, now, randomUuid, log } = platform;
  const { VOICES_TABLE_NAME, PURGE_VOICES_STATE_MACHINE_ARN, EVENT_BUS_NAME } = variables;
  return {
    voices: new DynamoVoiceStore(dynamo, VOICES_TABLE_NAME),
    parkedVoices: new DynamoParkedVoices(dynamo, VOICES_TABLE_NAME),
    aliases: new DynamoAliasStore(dynamo, VOICES_TABLE_NAME),
    holds: new DynamoHoldStore(dynamo, VOICES_TABLE_NAME, now),
    switches: new DynamoSwitches(dynamo, VOICES_TABLE_NAME),
    purges: new StepFunctionsPurgeStarter(stepFunctions, PURGE_VOICES_STATE_MACHINE_ARN, randomUuid),
    publisher: eventBridgePublisher(eventBridge, EVENT_BUS_NAME, log),
    graceSeconds: variables.DELETED_GRACE_SECONDS,
    now,
    log,
  };
}
