import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/authorize-request/environment.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface AuthorizeRequestProps {
  readonly voices: VoicesTable;
  readonly settings: FunctionSettings;
}

/** The API's authorizer, which finds the owner and the permissions of a key. */
export class AuthorizeRequest extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: AuthorizeRequestProps) {
    super(scope, id, {
      operation: 'authorize-request',
      description: 'Authorizer: finds the owner and the permissions of the API key',
      environmentSchema: environment,
      environment: { VOICES_TABLE_NAME: props.voices.name },
      timeout: Duration.seconds(10),
      memorySize: 256,
      settings: props.settings,
    });
    props.voices.grantReadKeys(this);
  }
}
