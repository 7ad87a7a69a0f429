import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/list-auditions/environment.ts';
import type { GeneratedSecret } from '../storage/generated-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface ListAuditionsProps {
  readonly voices: VoicesTable;
  readonly cursorKey: GeneratedSecret;
  readonly settings: FunctionSettings;
}

/** `GET /auditions` returns a page of the auditions. */
export class ListAuditions extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ListAuditionsProps) {
    super(scope, id, {
      operation: 'list-auditions',
      description: 'GET /auditions: returns a page of the auditions',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        CURSOR_KEY_SECRET_ARN: props.cursorKey.arn,
      },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantQuery(this, 'byMonth', 'byStatus', 'byAnnouncing');
    props.voices.grantRead(this);
    props.cursorKey.grantRead(this);
  }
}
