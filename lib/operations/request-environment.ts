import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { VoicesTable } from '../storage/voices-table.ts';

export interface RequestEnvironmentProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly designVoice: IStateMachine;
}

/** Returns the variables of a function that accepts requests for voices, by HTTP or by event. */
export function requestVariables({ config, voices, designVoice }: RequestEnvironmentProps) {
  return {
    VOICES_TABLE_NAME: voices.name,
    DESIGN_VOICE_STATE_MACHINE_ARN: designVoice.stateMachineArn,
    OFFERED: JSON.stringify(config.enabledFamilies),
    IDEMPOTENCY_HOURS: String(config.idempotencySeconds / 3_600),
  };
}

/** Returns the variables of a function that accepts requests for auditions. */
export function requestAuditionVariables(props: RequestEnvironmentProps) {
  return {
    ...requestVariables(props),
    KEEP_HOUR_SECONDS: String(props.config.keepHourSeconds),
    RECORD_RETENTION_SECONDS: String(props.config.recordRetentionSeconds),
  };
}
