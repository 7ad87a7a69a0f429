import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/delete-voice/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface DeleteVoiceProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly bus: IEventBus;
  readonly purgeVoices: IStateMachine;
  readonly settings: FunctionSettings;
}

/** `DELETE /voices/{voiceId}` deletes a voice softly, or starts its purge. */
export class DeleteVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: DeleteVoiceProps) {
    super(scope, id, {
      operation: 'delete-voice',
      description: 'DELETE /voices/{voiceId}: deletes a voice softly, or starts its purge',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        EVENT_BUS_NAME: props.bus.eventBusName,
        PURGE_VOICES_STATE_MACHINE_ARN: props.purgeVoices.stateMachineArn,
        DELETED_GRACE_SECONDS: String(props.config.grace.restorableSeconds),
      },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantChange(this);
    props.bus.grantPutEventsTo(this);
    props.purgeVoices.grantStartExecution(this);
  }
}
