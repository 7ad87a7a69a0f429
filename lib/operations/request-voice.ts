import { Duration } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/request-voice/environment.ts';
import type { VoiceDesignConfig } from '../config.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface RequestVoiceProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly designVoice: IStateMachine;
  readonly providerSecret: StoredSecret;
  readonly settings: FunctionSettings;
}

/** `POST /voices`: validates a request, records it, starts its workflow. */
export class RequestVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: RequestVoiceProps) {
    super(scope, id, {
      operation: 'request-voice',
      description: 'POST /voices: validates a request, records it, starts its workflow',
      environmentSchema: environment,
      environment: {
        PROVIDER_SECRET_ARN: props.providerSecret.arn,
        ALLOWED_HOSTS: props.config.allowedHosts.join(','),
        VOICES_TABLE_NAME: props.voices.name,
        DESIGN_VOICE_STATE_MACHINE_ARN: props.designVoice.stateMachineArn,
        OFFERED: JSON.stringify(props.config.offered),
        IDEMPOTENCY_HOURS: String(props.config.idempotencySeconds / 3_600),
      },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantReadWrite(this);
    props.designVoice.grantStartExecution(this);
    // To refuse a scope that has no key, before anything is written.
    props.providerSecret.grantRead(this);
  }
}
