import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/choose-candidate/environment.ts';
import { type AuditionEnvironmentProps, auditionVariables } from './audition-environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface ChooseCandidateProps extends AuditionEnvironmentProps {
  readonly settings: FunctionSettings;
}

/** `POST /auditions/{auditionId}/choice` keeps a candidate and deletes the others. */
export class ChooseCandidate extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ChooseCandidateProps) {
    super(scope, id, {
      operation: 'choose-candidate',
      description: 'POST /auditions/{auditionId}/choice: keeps a candidate and deletes the others',
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
