import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/set-alias/environment.ts';
import { type AliasFunctionProps, aliasVariables } from './alias-environment.ts';
import { Operation } from './operation.ts';

/** `PUT /aliases/{alias}` points an alias at a voice. */
export class SetAlias extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: AliasFunctionProps) {
    super(scope, id, {
      operation: 'set-alias',
      description: 'PUT /aliases/{alias}: points an alias at a voice',
      environmentSchema: environment,
      environment: aliasVariables(props),
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantReadWrite(this);
    props.bus.grantPutEventsTo(this);
  }
}
