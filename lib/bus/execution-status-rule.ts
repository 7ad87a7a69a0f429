import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Alarms } from '../observability/alarms.ts';
import type { SettleExecution } from '../operations/settle-execution.ts';
import { FunctionRule } from './function-rule.ts';

export interface ExecutionStatusRuleProps {
  readonly alarms: Alarms;
  readonly stateMachine: StateMachine;
  readonly settleExecution: SettleExecution;
}

/**
 * The rule on executions that end as FAILED, TIMED_OUT or ABORTED, which the state machine itself cannot catch. It is on
 * the account's default bus because AWS services send their events only there.
 */
export class ExecutionStatusRule extends FunctionRule {
  constructor(scope: Construct, id: string, props: ExecutionStatusRuleProps) {
    super(scope, id, {
      description: 'Executions that failed, timed out or were aborted',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [props.stateMachine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      function: props.settleExecution.function,
      alarms: props.alarms,
      runbookPrefix: 'execution-status',
      subject: 'The end of an execution',
    });
  }
}
