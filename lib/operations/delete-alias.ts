import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/delete-alias/environment.ts';
import { type AliasFunctionProps, aliasVariables } from './alias-environment.ts';
import { Operation } from './operation.ts';

/** `DELETE /aliases/{alias}` deletes an alias. Its voice stays. */
export class DeleteAlias extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: AliasFunctionProps) {
    super(scope, id, {
      operation: 'delete-alias',
      description: 'DELETE /aliases/{alias}: deletes an alias',
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
