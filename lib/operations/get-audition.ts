import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-audition/environment.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface GetAuditionProps {
  readonly voices: VoicesTable;
  readonly settings: FunctionSettings;
}

/** `GET /auditions/{auditionId}` returns an audition with its candidates. */
export class GetAudition extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, { voices, settings }: GetAuditionProps) {
    super(scope, id, {
      operation: 'get-audition',
      description: 'GET /auditions/{auditionId}: returns an audition with its candidates',
      environmentSchema: environment,
      environment: { VOICES_TABLE_NAME: voices.name },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings,
    });
    voices.grantRead(this);
  }
}
