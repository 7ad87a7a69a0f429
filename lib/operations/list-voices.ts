import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/list-voices/environment.ts';
import type { GeneratedSecret } from '../storage/generated-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface ListVoicesProps {
  readonly voices: VoicesTable;
  readonly cursorKey: GeneratedSecret;
  readonly settings: FunctionSettings;
}

/** `GET /voices` returns a page of the records. */
export class ListVoices extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ListVoicesProps) {
    super(scope, id, {
      operation: 'list-voices',
      description: 'GET /voices: returns a page of the records',
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
