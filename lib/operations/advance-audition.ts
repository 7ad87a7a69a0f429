import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/advance-audition/environment.ts';
import { type AuditionEnvironmentProps, auditionVariables } from './audition-environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface AdvanceAuditionProps extends AuditionEnvironmentProps {
  readonly settings: FunctionSettings;
}

/** Brings an audition to the status that its candidates give it. */
export class AdvanceAudition extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: AdvanceAuditionProps) {
    super(scope, id, {
      operation: 'advance-audition',
      description: 'Advances an audition after an event about one of its candidates',
      environmentSchema: environment,
      environment: auditionVariables(props),
      timeout: Duration.seconds(60),
      memorySize: 512,
      settings: props.settings,
    });
    // Closing an audition writes the records that its request has not written.
    props.voices.grantReadWrite(this);
    props.bus.grantPutEventsTo(this);
  }
}
