import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/settle-execution/environment.ts';
import type { PreviewsBucket } from '../storage/previews-bucket.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface SettleExecutionProps {
  readonly voices: VoicesTable;
  readonly previews: PreviewsBucket;
  readonly bus: IEventBus;
  readonly settings: FunctionSettings;
}

/** Records and announces the end of an execution that failed, timed out or was aborted. */
export class SettleExecution extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: SettleExecutionProps) {
    super(scope, id, {
      operation: 'settle-execution',
      description: 'Records and announces the end of an execution that failed, timed out or was aborted',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        PREVIEWS_BUCKET_NAME: props.previews.name,
        EVENT_BUS_NAME: props.bus.eventBusName,
      },
      timeout: Duration.seconds(60),
      memorySize: 256,
      settings: props.settings,
    });
    props.voices.grantChange(this);
    props.previews.grantFind(this);
    props.bus.grantPutEventsTo(this);
  }
}
