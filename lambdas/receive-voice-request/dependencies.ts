import type * as z from 'zod';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { DynamoAliasStore } from '../shared/stores/aliases.ts';
import { DynamoHoldStore } from '../shared/stores/holds.ts';
import { DynamoParkedVoices } from '../shared/stores/parked-voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { requestAuditionDependencies } from '../shared/wiring/request-audition-dependencies.ts';
import type { environment } from './environment.ts';
import type { ReceiveVoiceRequestDependencies } from './receive-voice-request.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'stepFunctions' | 'eventBridge' | 'now' | 'randomInt' | 'log'>,
): ReceiveVoiceRequestDependencies {
  return {
    ...requestAuditionDependencies(variables, platform),
    aliases: new DynamoAliasStore(platform.dynamo, variables.VOICES_TABLE_NAME),
    holds: new DynamoHoldStore(platform.dynamo, variables.VOICES_TABLE_NAME, platform.now),
    parkedVoices: new DynamoParkedVoices(platform.dynamo, variables.VOICES_TABLE_NAME),
    publisher: eventBridgePublisher(platform.eventBridge, variables.EVENT_BUS_NAME, platform.log),
    graceSeconds: variables.DELETED_GRACE_SECONDS,
  };
}
