import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/cancel-audition/environment.ts';
import { type AuditionEnvironmentProps, auditionVariables } from './audition-environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface CancelAuditionProps extends AuditionEnvironmentProps {
  readonly settings: FunctionSettings;
}

/** `DELETE /auditions/{auditionId}` deletes all candidates. */
export class CancelAudition extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: CancelAuditionProps) {
    super(scope, id, {
      operation: 'cancel-audition',
      description: 'DELETE /auditions/{auditionId}: deletes all candidates',
      environmentSchema: environment,
      environment: auditionVariables(props),
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    // Closing an audition writes the records that its request has not written.
    props.voices.grantReadWrite(this);
    props.bus.grantPutEventsTo(this);
  }
}
