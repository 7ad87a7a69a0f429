import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/import-voice/environment.ts';
import { nameSpaceVariables } from './name-space-environment.ts';
import { Operation, providerReadTimeout } from './operation.ts';
import { type ProviderReadProps, providerReadVariables } from './provider-read-environment.ts';

export interface ImportVoiceProps extends ProviderReadProps {
  readonly designVoice: IStateMachine;
}

/** `POST /provider/voices/{id}/import` creates a record for a voice that another client created. */
export class ImportVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ImportVoiceProps) {
    super(scope, id, {
      operation: 'import-voice',
      description:
        'POST /provider/voices/{id}/import: creates a record for a voice that was created elsewhere',
      environmentSchema: environment,
      environment: {
        ...providerReadVariables(props),
        ...nameSpaceVariables(scope, props.config),
        DESIGN_VOICE_STATE_MACHINE_ARN: props.designVoice.stateMachineArn,
        REJECTED_GRACE_SECONDS: String(props.config.grace.rejectedSeconds),
      },
      timeout: providerReadTimeout,
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantReadWrite(this);
    props.providerSecret.grantRead(this);
    props.designVoice.grantStartExecution(this);
  }
}
