import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { SettleExecution } from '../operations/settle-execution.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';

export interface ExecutionStatusRuleProps {
  readonly stateMachine: StateMachine;
  readonly settleExecution: SettleExecution;
}

/**
 * Sees the ends that a state machine cannot catch: an execution that FAILED, TIMED_OUT or was ABORTED. On the account's
 * default bus, since events of AWS services reach no other.
 */
export class ExecutionStatusRule extends Construct {
  constructor(scope: Construct, id: string, props: ExecutionStatusRuleProps) {
    super(scope, id);
    const undelivered = new DeadLetterQueue(this, 'Undelivered');
    const failed = new DeadLetterQueue(this, 'Failed');
    new EventInvokeConfig(this, 'Invocations', {
      function: props.settleExecution.function,
      onFailure: new SqsDestination(failed),
      retryAttempts: 2,
    });
    new Rule(this, 'Rule', {
      description: 'Executions that ended without recording and announcing it themselves',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [props.stateMachine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [new LambdaFunction(props.settleExecution.function, { deadLetterQueue: undelivered })],
    });
  }
}
