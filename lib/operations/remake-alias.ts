import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/remake-alias/environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';
import { type RequestEnvironmentProps, requestAuditionVariables } from './request-environment.ts';

export interface RemakeAliasProps extends RequestEnvironmentProps {
  readonly settings: FunctionSettings;
}

/** `POST /aliases/{alias}/remake` requests a new voice or an audition, to whose voice the alias moves. */
export class RemakeAlias extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: RemakeAliasProps) {
    super(scope, id, {
      operation: 'remake-alias',
      description: 'POST /aliases/{alias}/remake: requests a new voice for an alias',
      environmentSchema: environment,
      environment: requestAuditionVariables(props),
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantReadWrite(this);
    props.designVoice.grantStartExecution(this);
  }
}
