import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/list-aliases/environment.ts';
import type { GeneratedSecret } from '../storage/generated-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface ListAliasesProps {
  readonly voices: VoicesTable;
  readonly cursorKey: GeneratedSecret;
  readonly settings: FunctionSettings;
}

/** `GET /aliases` returns a page of the aliases. */
export class ListAliases extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ListAliasesProps) {
    super(scope, id, {
      operation: 'list-aliases',
      description: 'GET /aliases: returns a page of the aliases',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        CURSOR_KEY_SECRET_ARN: props.cursorKey.arn,
      },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantQuery(this, 'byStatus', 'byAnnouncing');
    props.voices.grantRead(this);
    props.cursorKey.grantRead(this);
  }
}
