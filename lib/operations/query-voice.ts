import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/query-voice/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';
import { providerVariables } from './provider-environment.ts';

export interface QueryVoiceProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly providerSecret: StoredSecret;
  readonly settings: FunctionSettings;
}

/** Queries the status of a review at the provider. */
export class QueryVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: QueryVoiceProps) {
    super(scope, id, {
      operation: 'query-voice',
      description: 'Queries the review of a voice at DashScope and returns the next wait',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        ...providerVariables(props.config, props.providerSecret),
        POLL_FIRST_SECONDS: String(props.config.review.firstWaitSeconds),
        POLL_MAX_SECONDS: String(props.config.review.maxWaitSeconds),
        REJECTED_GRACE_SECONDS: String(props.config.grace.rejectedSeconds),
        REVIEW_DEADLINE_SECONDS: String(props.config.review.deadlineSeconds),
        TIME_SCALE: String(props.config.review.timeScale),
      },
      timeout: Duration.seconds(30),
      memorySize: 256,
      settings: props.settings,
    });
    props.voices.grantRead(this);
    props.voices.grantBudget(this);
    props.providerSecret.grantRead(this);
  }
}
