import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/restore-voice/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface RestoreVoiceProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly bus: IEventBus;
  readonly designVoice: IStateMachine;
  readonly settings: FunctionSettings;
}

/** `POST /voices/{voiceId}/restore` reverts a soft deletion. */
export class RestoreVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: RestoreVoiceProps) {
    super(scope, id, {
      operation: 'restore-voice',
      description: 'POST /voices/{voiceId}/restore: reverts a soft deletion',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        EVENT_BUS_NAME: props.bus.eventBusName,
        DESIGN_VOICE_STATE_MACHINE_ARN: props.designVoice.stateMachineArn,
        REJECTED_GRACE_SECONDS: String(props.config.grace.rejectedSeconds),
      },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantChange(this);
    props.bus.grantPutEventsTo(this);
    props.designVoice.grantStartExecution(this);
  }
}
