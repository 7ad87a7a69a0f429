import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/request-voice/environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';
import { type RequestEnvironmentProps, requestVariables } from './request-environment.ts';

export interface RequestVoiceProps extends RequestEnvironmentProps {
  readonly settings: FunctionSettings;
}

/** `POST /voices` validates a request, records it and starts its workflow. */
export class RequestVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: RequestVoiceProps) {
    super(scope, id, {
      operation: 'request-voice',
      description: 'POST /voices: validates a request, records it and starts its workflow',
      environmentSchema: environment,
      environment: requestVariables(props),
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantReadWrite(this);
    props.designVoice.grantStartExecution(this);
  }
}
