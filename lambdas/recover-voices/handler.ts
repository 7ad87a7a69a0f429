import { z } from 'zod';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { log } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { DynamoReconciliationStore } from '../shared/stores/reconciliation.ts';
import { DynamoVoiceSweep } from '../shared/stores/voices-by-status.ts';
import { designVoiceExecutions } from '../shared/wiring/design-voice-executions.ts';
import { environment } from './environment.ts';
import { type ResendReport, resendEvents } from './resend-events.ts';
import { type RestartReport, restartStalled } from './restart-stalled.ts';

const input = z.object({ dryRun: z.boolean() });

const dependencies = once(() => {
  const variables = readEnvironment(environment);
  const table = [dynamo(), variables.VOICES_TABLE_NAME] as const;
  return {
    voices: new DynamoVoiceStore(...table),
    sweep: new DynamoVoiceSweep(...table),
    reconciliation: new DynamoReconciliationStore(...table),
    executions: designVoiceExecutions(variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    publisher: eventBridgePublisher(variables.EVENT_BUS_NAME),
    stalledSeconds: variables.STALLED_SECONDS,
    pendingSeconds: variables.PENDING_SECONDS,
    now: () => new Date(),
    log,
  };
});

export async function handler(event: unknown): Promise<RestartReport & ResendReport> {
  const { dryRun } = input.parse(event);
  const restarted = await restartStalled(dryRun, dependencies());
  return { ...restarted, ...(await resendEvents(dryRun, dependencies())) };
}
