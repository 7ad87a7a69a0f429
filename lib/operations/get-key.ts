import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-key/environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface GetKeyProps {
  readonly settings: FunctionSettings;
}

/** `GET /key` returns the owner and the scopes of the caller's key. It calls no other service. */
export class GetKey extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: GetKeyProps) {
    super(scope, id, {
      operation: 'get-key',
      description: "GET /key: returns the owner and the scopes of the caller's key",
      environmentSchema: environment,
      environment: {},
      timeout: Duration.seconds(10),
      memorySize: 128,
      settings: props.settings,
    });
  }
}
