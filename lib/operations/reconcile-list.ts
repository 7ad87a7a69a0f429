import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/reconcile-list/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { PreviewsBucket } from '../storage/previews-bucket.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { grantDescribeExecutions } from './grant-describe-executions.ts';
import { nameSpaceVariables } from './name-space-environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';
import { providerVariables } from './provider-environment.ts';
import { deleteLease } from './purge-voice.ts';

export interface ReconcileListProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly previews: PreviewsBucket;
  readonly bus: IEventBus;
  readonly providerSecret: StoredSecret;
  readonly designVoice: IStateMachine;
  readonly settings: FunctionSettings;
}

/**
 * Lambda's maximum. A scan takes up to ten minutes, and a hundred queries of single voices take minutes at the slower
 * family's rate, if some of them time out.
 */
export const reconcileListTimeout = Duration.minutes(15);

/** Compares one of the provider's lists with the records. */
export class ReconcileList extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ReconcileListProps) {
    const { config, voices, previews, bus, providerSecret, designVoice, settings } = props;
    super(scope, id, {
      operation: 'reconcile-list',
      description: "Compares one of DashScope's lists with the records and resolves the differences",
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: voices.name,
        PREVIEWS_BUCKET_NAME: previews.name,
        EVENT_BUS_NAME: bus.eventBusName,
        DESIGN_VOICE_STATE_MACHINE_ARN: designVoice.stateMachineArn,
        ...providerVariables(config, providerSecret),
        ...nameSpaceVariables(scope, config),
        VOICE_PLACES: String(config.voicePlaces),
        CLAIM_SECONDS: String(config.reconciliation.claimSeconds),
        MISSING_SECONDS: String(config.reconciliation.missingSeconds),
        ORPHAN_SECONDS: String(config.reconciliation.orphanSeconds),
        DELETED_GRACE_SECONDS: String(config.grace.deletedSeconds),
        REJECTED_GRACE_SECONDS: String(config.grace.rejectedSeconds),
        RECORD_RETENTION_SECONDS: String(config.recordRetentionSeconds),
        DELETE_LEASE_SECONDS: String(deleteLease(config).toSeconds()),
      },
      timeout: reconcileListTimeout,
      memorySize: 512,
      settings,
    });
    voices.grantReadWrite(this);
    voices.grantQuery(this, 'byStatus');
    previews.grantFind(this);
    bus.grantPutEventsTo(this);
    providerSecret.grantRead(this);
    designVoice.grantStartExecution(this);
    grantDescribeExecutions(designVoice, this);
  }
}
