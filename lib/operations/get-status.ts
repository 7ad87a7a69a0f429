import { Duration, Fn } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-status/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface GetStatusProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly deadLetterQueues: readonly IQueue[];
  readonly purgeVoices: IStateMachine;
  readonly reconcileVoices: IStateMachine;
  readonly settings: FunctionSettings;
}

/** `GET /status` returns the state of the deployment. */
export class GetStatus extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: GetStatusProps) {
    const { config, voices, deadLetterQueues, purgeVoices, reconcileVoices } = props;
    super(scope, id, {
      operation: 'get-status',
      description: 'GET /status: returns switches, dead letters, scheduled runs and open reviews',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: voices.name,
        OFFERED: JSON.stringify(config.enabledFamilies),
        DEAD_LETTER_QUEUE_URLS: Fn.join(
          ',',
          deadLetterQueues.map(({ queueUrl }) => queueUrl),
        ),
        PURGE_VOICES_STATE_MACHINE_ARN: purgeVoices.stateMachineArn,
        RECONCILE_VOICES_STATE_MACHINE_ARN: reconcileVoices.stateMachineArn,
      },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    voices.grantRead(this);
    voices.grantQuery(this, 'byStatus');
    purgeVoices.grant(this, 'states:ListExecutions');
    reconcileVoices.grant(this, 'states:ListExecutions');
    Grant.addToPrincipal({
      grantee: this,
      actions: ['sqs:GetQueueAttributes'],
      resourceArns: deadLetterQueues.map(({ queueArn }) => queueArn),
    });
  }
}
