import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/choose-candidate/environment.ts';
import { type AliasFunctionProps, aliasVariables } from './alias-environment.ts';
import { Operation } from './operation.ts';

/** `POST /auditions/{auditionId}/choice` keeps a candidate, points an alias at it, and deletes the others. */
export class ChooseCandidate extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: AliasFunctionProps) {
    super(scope, id, {
      operation: 'choose-candidate',
      description: 'POST /auditions/{auditionId}/choice: keeps a candidate and deletes the others',
      environmentSchema: environment,
      environment: {
        ...aliasVariables(props),
        ALIAS_GRACE_SECONDS: String(props.config.grace.aliasSeconds),
      },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    // Closing an audition writes the records that its request has not written.
    props.voices.grantReadWrite(this);
    props.bus.grantPutEventsTo(this);
  }
}
