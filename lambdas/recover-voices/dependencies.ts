import type { z } from 'zod';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { DynamoReconciliationStore } from '../shared/stores/reconciliation.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import { DynamoVoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { designVoiceExecutions } from '../shared/wiring/design-voice-executions.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { ResendEventsDependencies } from './resend-events.ts';
import type { RestartStalledDependencies } from './restart-stalled.ts';

export type RecoverVoicesDependencies = RestartStalledDependencies & ResendEventsDependencies;

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'stepFunctions' | 'eventBridge' | 'now' | 'log'>,
): RecoverVoicesDependencies {
  const { dynamo, stepFunctions, eventBridge, now, log } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    voices: new DynamoVoiceStore(dynamo, table),
    voicesByStatus: new DynamoVoicesByStatus(dynamo, table),
    reconciliation: new DynamoReconciliationStore(dynamo, table),
    executions: designVoiceExecutions(stepFunctions, variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    publisher: eventBridgePublisher(eventBridge, variables.EVENT_BUS_NAME),
    stalledSeconds: variables.STALLED_SECONDS,
    pendingSeconds: variables.PENDING_SECONDS,
    now,
    log,
  };
}
