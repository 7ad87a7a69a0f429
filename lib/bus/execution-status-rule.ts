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
 * Sees the ends that a state machine cannot catch: an execution that FAILED, TIMED_OUT or was ABORTED. On the account's
 * default bus, since events of AWS services reach no other.
 */
export class ExecutionStatusRule extends FunctionRule {
  constructor(scope: Construct, id: string, props: ExecutionStatusRuleProps) {
    super(scope, id, {
      description: 'Executions that ended without recording and announcing it themselves',
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
      article: 'execution-status',
      waiting: 'The end of an execution',
    });
  }
}
