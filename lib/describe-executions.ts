import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';

/** Looking at executions by their names; each is a resource of its own, below its state machine's name. */
export function grantDescribeExecutions(machine: IStateMachine, grantee: IGrantable & IConstruct): void {
  machine.grantExecution(grantee, 'states:DescribeExecution');
  const stack = Stack.of(machine);
  const { resourceName } = stack.splitArn(machine.stateMachineArn, ArnFormat.COLON_RESOURCE_NAME);
  const name = JSON.stringify(stack.resolve(resourceName));
  Validations.of(grantee).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${name}:*]`,
    reason: 'Executions of one state machine, whose names are those of the voices.',
  });
}
