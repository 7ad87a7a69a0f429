import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/recover-voices/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { advanceVariables } from './advance-aliases.ts';
import { grantDescribeExecutions } from './grant-describe-executions.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface RecoverVoicesProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly bus: IEventBus;
  readonly designVoice: IStateMachine;
  readonly settings: FunctionSettings;
}

/**
 * Step Functions answers about fifteen DescribeExecution calls per second. Each voice that may be stalled needs one, unless
 * its execution is in the list of running executions.
 */
export const recoverVoicesTimeout = Duration.minutes(5);

/** Restarts stalled voices, completes auditions and changes of aliases, and sends pending events again. */
export class RecoverVoices extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: RecoverVoicesProps) {
    const { config, voices, bus, designVoice, settings } = props;
    super(scope, id, {
      operation: 'recover-voices',
      description:
        'Restarts stalled voices, completes auditions and changes of aliases, and sends pending events again',
      environmentSchema: environment,
      environment: {
        ...advanceVariables(props),
        STALLED_SECONDS: String(config.reconciliation.stalledSeconds),
        PENDING_SECONDS: String(config.reconciliation.pendingSeconds),
      },
      timeout: recoverVoicesTimeout,
      memorySize: 512,
      settings,
    });
    voices.grantReadWrite(this);
    voices.grantQuery(this, 'byStatus', 'byAnnouncing');
    bus.grantPutEventsTo(this);
    designVoice.grantStartExecution(this);
    designVoice.grant(this, 'states:ListExecutions');
    grantDescribeExecutions(designVoice, this);
  }
}
