import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LambdaInvoke, type LambdaInvokeProps } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/**
 * A state that invokes a function. The base class `LambdaInvoke` adds retries that repeat an invocation whose answer may be
 * lost, and a grant for the versions and aliases of the function. This class adds neither.
 */
export class InvokeFunction extends LambdaInvoke {
  protected override readonly taskPolicies: PolicyStatement[];

  constructor(scope: Construct, id: string, props: Omit<LambdaInvokeProps, 'retryOnServiceExceptions'>) {
    super(scope, id, { ...props, retryOnServiceExceptions: false });
    this.taskPolicies = [
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [props.lambdaFunction.functionArn],
      }),
    ];
  }
}
