import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-openapi/environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface GetOpenapiProps {
  readonly settings: FunctionSettings;
}

/** `GET /openapi.json` returns the OpenAPI document. */
export class GetOpenapi extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: GetOpenapiProps) {
    super(scope, id, {
      operation: 'get-openapi',
      description: 'GET /openapi.json: returns the OpenAPI document',
      environmentSchema: environment,
      environment: {},
      timeout: Duration.seconds(10),
      memorySize: 256,
      settings: props.settings,
    });
  }
}
