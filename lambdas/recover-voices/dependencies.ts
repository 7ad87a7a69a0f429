import type * as z from 'zod';
import { StepFunctionsRunningExecutions } from '../shared/running-executions.ts';
import { DynamoAliasStore } from '../shared/stores/aliases.ts';
import { DynamoAuditionIndex } from '../shared/stores/audition-lists.ts';
import { DynamoReconciliationStore } from '../shared/stores/reconciliation.ts';
import { DynamoVoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { advanceDependencies } from '../shared/wiring/advance-dependencies.ts';
import { designVoiceExecutions } from '../shared/wiring/design-voice-executions.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { RecoverAliasesDependencies } from './recover-aliases.ts';
import type { RecoverAuditionsDependencies } from './recover-auditions.ts';
import type { ResendEventsDependencies } from './resend-events.ts';
import type { RestartStalledDependencies } from './restart-stalled.ts';
import type { RetireVoicesDependencies } from './retire-voices.ts';

export type RecoverVoicesDependencies = RestartStalledDependencies &
  RecoverAuditionsDependencies &
  RecoverAliasesDependencies &
  RetireVoicesDependencies &
  ResendEventsDependencies;

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'stepFunctions' | 'eventBridge' | 'now' | 'randomUuid' | 'log'>,
): RecoverVoicesDependencies {
  const { dynamo, stepFunctions } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    ...advanceDependencies(variables, platform),
    aliases: new DynamoAliasStore(dynamo, table),
    auditionIndex: new DynamoAuditionIndex(dynamo, table),
    voicesByStatus: new DynamoVoicesByStatus(dynamo, table),
    reconciliation: new DynamoReconciliationStore(dynamo, table),
    executions: designVoiceExecutions(stepFunctions, variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    runningExecutions: new StepFunctionsRunningExecutions(
      stepFunctions,
      variables.DESIGN_VOICE_STATE_MACHINE_ARN,
    ),
    stalledSeconds: variables.STALLED_SECONDS,
    pendingSeconds: variables.PENDING_SECONDS,
  };
}
