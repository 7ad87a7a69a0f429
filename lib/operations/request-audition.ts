import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/request-audition/environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';
import { type RequestEnvironmentProps, requestAuditionVariables } from './request-environment.ts';

export interface RequestAuditionProps extends RequestEnvironmentProps {
  readonly settings: FunctionSettings;
}

/** `POST /auditions` records an audition and its candidates, and starts their workflows. */
export class RequestAudition extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: RequestAuditionProps) {
    super(scope, id, {
      operation: 'request-audition',
      description: 'POST /auditions: records an audition and its candidates, and starts their workflows',
      environmentSchema: environment,
      environment: requestAuditionVariables(props),
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantReadWrite(this);
    props.designVoice.grantStartExecution(this);
  }
}
