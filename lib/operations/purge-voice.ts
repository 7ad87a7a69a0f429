import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/purge-voice/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { PreviewsBucket } from '../storage/previews-bucket.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';
import { providerVariables } from './provider-environment.ts';

export interface PurgeVoiceProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly previews: PreviewsBucket;
  readonly providerSecret: StoredSecret;
  readonly settings: FunctionSettings;
}

/** Time-out of the function. The client takes at most 20 s for each of the few voices that a record can have. */
export const purgeTimeout = Duration.seconds(60);

/** Duration of a lease. It exceeds the function's time-out, so all requests of its holder end before it expires. */
export const deleteLease = purgeTimeout.plus(Duration.seconds(30));

/** Duration of a claim. It covers an invocation, its retries and the recording. Afterwards another run can purge. */
export const purgeClaim = Duration.minutes(15);

/** Deletes a voice at the provider and its preview in S3. */
export class PurgeVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: PurgeVoiceProps) {
    super(scope, id, {
      operation: 'purge-voice',
      description: 'Claims a voice for its purge, then deletes the voice at DashScope and its preview in S3',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        PREVIEWS_BUCKET_NAME: props.previews.name,
        ...providerVariables(props.config, props.providerSecret),
        DELETE_LEASE_SECONDS: String(deleteLease.toSeconds()),
        PURGE_CLAIM_SECONDS: String(purgeClaim.toSeconds()),
        CREATE_CLAIM_SECONDS: String(props.config.reconciliation.claimSeconds),
        RECORD_RETENTION_SECONDS: String(props.config.recordRetentionSeconds),
      },
      timeout: purgeTimeout,
      memorySize: 256,
      settings: props.settings,
    });
    props.voices.grantChange(this);
    props.previews.grantDelete(this);
    props.providerSecret.grantRead(this);
  }
}
