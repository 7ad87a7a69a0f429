import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-alias/environment.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface GetAliasProps {
  readonly voices: VoicesTable;
  readonly settings: FunctionSettings;
}

/** `GET /aliases/{alias}` returns an alias with one consistent read. */
export class GetAlias extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: GetAliasProps) {
    super(scope, id, {
      operation: 'get-alias',
      description: 'GET /aliases/{alias}: returns an alias and the parameters of a synthesis call',
      environmentSchema: environment,
      environment: { VOICES_TABLE_NAME: props.voices.name },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantRead(this);
  }
}
