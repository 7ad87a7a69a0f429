import { Duration } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/sweep-reviews/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { nameSpaceVariables } from './name-space-environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';
import { providerVariables } from './provider-environment.ts';

export interface SweepReviewsProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly providerSecret: StoredSecret;
  readonly designVoice: IStateMachine;
  readonly settings: FunctionSettings;
}

/** A sweep reads at most twelve pages. A slow page takes up to 20 s, and the next run continues after a time-out. */
export const sweepReviewsTimeout = Duration.minutes(1);

/** Wakes the parked executions whose voice is reviewed. */
export class SweepReviews extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: SweepReviewsProps) {
    const { config, voices, providerSecret, designVoice, settings } = props;
    super(scope, id, {
      operation: 'sweep-reviews',
      description: "Reads one of DashScope's lists and wakes the executions whose voice is reviewed",
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: voices.name,
        ...providerVariables(config, providerSecret),
        ...nameSpaceVariables(scope, config),
        TIME_SCALE: String(config.review.timeScale),
      },
      timeout: sweepReviewsTimeout,
      memorySize: 256,
      settings,
    });
    voices.grantChange(this);
    voices.grantQuery(this, 'byStatus');
    voices.grantUnpark(this);
    providerSecret.grantRead(this);
    designVoice.grant(this, 'states:SendTaskSuccess');
  }
}
