import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/answer-unrouted/environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface AnswerUnroutedProps {
  readonly settings: FunctionSettings;
}

/** Rejects requests without a route with 404, or 405 and `Allow`. */
export class AnswerUnrouted extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: AnswerUnroutedProps) {
    super(scope, id, {
      operation: 'answer-unrouted',
      description: 'Rejects requests without a route with 404 or 405',
      environmentSchema: environment,
      environment: {},
      timeout: Duration.seconds(10),
      memorySize: 128,
      settings: props.settings,
    });
  }
}
