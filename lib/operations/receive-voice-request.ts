import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/receive-voice-request/environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';
import { type RequestEnvironmentProps, requestAuditionVariables } from './request-environment.ts';

export interface ReceiveVoiceRequestProps extends RequestEnvironmentProps {
  readonly bus: IEventBus;
  readonly settings: FunctionSettings;
}

/** Handles events that request voices, auditions and deletions, and answers with events. */
export class ReceiveVoiceRequest extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ReceiveVoiceRequestProps) {
    super(scope, id, {
      operation: 'receive-voice-request',
      description: 'Handles events that request voices, auditions and deletions',
      environmentSchema: environment,
      environment: {
        ...requestAuditionVariables(props),
        EVENT_BUS_NAME: props.bus.eventBusName,
        DELETED_GRACE_SECONDS: String(props.config.grace.restorableSeconds),
      },
      timeout: Duration.seconds(60),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantReadWrite(this);
    props.designVoice.grantStartExecution(this);
    props.bus.grantPutEventsTo(this);
  }
}
