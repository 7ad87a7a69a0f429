import { ArnFormat, Stack, Token, Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';

/** Grants `states:DescribeExecution` on all executions of a state machine. Their ARNs end with the execution's name. */
export function grantDescribeExecutions(machine: IStateMachine, grantee: IGrantable & IConstruct): void {
  machine.grantExecution(grantee, 'states:DescribeExecution');
  const stack = Stack.of(machine);
  const { resourceName } = stack.splitArn(machine.stateMachineArn, ArnFormat.COLON_RESOURCE_NAME);
  const name = JSON.stringify(stack.resolve(resourceName));
  // cdk-nag writes values that are resolved at synth literally, and the others by the name of their pseudo parameter.
  const known = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  const place = [
    known(stack.partition, 'Partition'),
    'states',
    known(stack.region, 'Region'),
    known(stack.account, 'AccountId'),
  ].join(':');
  Validations.of(grantee).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:${place}:execution:${name}:*]`,
    reason: 'The executions of one state machine. Their names contain voice ids.',
  });
}
