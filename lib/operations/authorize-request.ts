import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/authorize-request/environment.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface AuthorizeRequestProps {
  readonly apiKeys: StoredSecret;
  readonly settings: FunctionSettings;
}

/** The API's authorizer: whose key it is, and what it may do. */
export class AuthorizeRequest extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: AuthorizeRequestProps) {
    super(scope, id, {
      operation: 'authorize-request',
      description: 'Authorizer: whose bearer key a request carries, and what it may do',
      environmentSchema: environment,
      environment: { API_KEYS_SECRET_ARN: props.apiKeys.arn },
      timeout: Duration.seconds(10),
      memorySize: 256,
      settings: props.settings,
    });
    props.apiKeys.grantRead(this);
  }
}
