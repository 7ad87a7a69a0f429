import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/purge-voice/environment.ts';
import { longestScanSeconds, type VoiceDesignConfig } from '../settings/config.ts';
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

/**
 * Returns the time-out of the function. The client takes at most 20 s for each of the few voices that a record can have.
 * A scan proves that a voice is gone which the provider does not know.
 */
export function purgeTimeout(config: VoiceDesignConfig): Duration {
  return Duration.seconds(60 + longestScanSeconds(config));
}

/** Returns the duration of a lease. All requests of its holder end before it expires. */
export function deleteLease(config: VoiceDesignConfig): Duration {
  return purgeTimeout(config).plus(Duration.seconds(30));
}

/** Returns the duration of a claim: at least 15 minutes, which covers the invocations of a run and the recording. */
export function purgeClaim(config: VoiceDesignConfig): Duration {
  return Duration.seconds(Math.max(900, 5 * purgeTimeout(config).toSeconds()));
}

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
        DELETE_LEASE_SECONDS: String(deleteLease(props.config).toSeconds()),
        PURGE_CLAIM_SECONDS: String(purgeClaim(props.config).toSeconds()),
        CREATE_CLAIM_SECONDS: String(props.config.reconciliation.claimSeconds),
        RECORD_RETENTION_SECONDS: String(props.config.recordRetentionSeconds),
      },
      timeout: purgeTimeout(props.config),
      memorySize: 256,
      settings: props.settings,
    });
    props.voices.grantChange(this);
    props.previews.grantDelete(this);
    props.providerSecret.grantRead(this);
  }
}
