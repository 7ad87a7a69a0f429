import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-health/environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface GetHealthProps {
  readonly settings: FunctionSettings;
}

/** `GET /health` returns 200. It calls no other service. */
export class GetHealth extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: GetHealthProps) {
    super(scope, id, {
      operation: 'get-health',
      description: 'GET /health: shows that the API responds',
      environmentSchema: environment,
      environment: {},
      timeout: Duration.seconds(10),
      memorySize: 128,
      settings: props.settings,
    });
  }
}
