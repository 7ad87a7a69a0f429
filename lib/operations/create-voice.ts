import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/create-voice/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { PreviewsBucket } from '../storage/previews-bucket.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { nameSpaceVariables } from './name-space-environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';
import { providerVariables } from './provider-environment.ts';

export interface CreateVoiceProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly previews: PreviewsBucket;
  readonly providerSecret: StoredSecret;
  readonly settings: FunctionSettings;
}

/** Creates a voice at the provider. It has 1,024 MB because an answer contains a preview of up to 20 MiB as Base64. */
export class CreateVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: CreateVoiceProps) {
    const timers = props.config.createTimers;
    super(scope, id, {
      operation: 'create-voice',
      description:
        'Claims an attempt, sends one create to DashScope, records the voice id and stores the preview',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        PREVIEWS_BUCKET_NAME: props.previews.name,
        ...providerVariables(props.config, props.providerSecret),
        ...nameSpaceVariables(scope, props.config),
        HORIZON_MARGIN_SECONDS: String(props.config.horizon.marginSeconds),
        MIN_HORIZON_SECONDS: String(props.config.horizon.minSeconds),
        LOOPBACK_PROVIDER_SECONDS: String(timers.providerSeconds),
        MAX_CREATE_ATTEMPTS: String(props.config.maxCreateAttempts),
        ANSWER_SECONDS: String(timers.answerSeconds),
        TOTAL_SECONDS: String(timers.totalSeconds),
        FUNCTION_SECONDS: String(timers.functionSeconds),
        CLAIM_MARGIN_SECONDS: String(timers.claimMarginSeconds),
        SCANS_APART_SECONDS: String(timers.scansApartSeconds),
        POLL_FIRST_SECONDS: String(props.config.review.firstWaitSeconds),
        REVIEW_DEADLINE_SECONDS: String(props.config.review.deadlineSeconds),
        TIME_SCALE: String(props.config.review.timeScale),
      },
      timeout: Duration.seconds(timers.functionSeconds),
      memorySize: 1024,
      reservedConcurrency: props.config.createConcurrency,
      settings: props.settings,
    });
    props.voices.grantReadWrite(this);
    props.previews.grantPut(this);
    props.previews.grantFind(this);
    props.providerSecret.grantRead(this);
  }
}
