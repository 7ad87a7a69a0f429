import { ArnFormat, Stack, Token, Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';

/** Looking at executions by their names; each is a resource of its own, below its state machine's name. */
export function grantDescribeExecutions(machine: IStateMachine, grantee: IGrantable & IConstruct): void {
  machine.grantExecution(grantee, 'states:DescribeExecution');
  const stack = Stack.of(machine);
  const { resourceName } = stack.splitArn(machine.stateMachineArn, ArnFormat.COLON_RESOURCE_NAME);
  const name = JSON.stringify(stack.resolve(resourceName));
  // cdk-nag writes what is known at synth as it is, and the rest by its name.
  const known = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  const place = [
    known(stack.partition, 'Partition'),
    'states',
    known(stack.region, 'Region'),
    known(stack.account, 'AccountId'),
  ].join(':');
  Validations.of(grantee).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:${place}:execution:${name}:*]`,
    reason: 'Executions of one state machine, whose names are those of the voices.',
  });
}
