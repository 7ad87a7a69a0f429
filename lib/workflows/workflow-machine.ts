import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { FunctionSettings } from '../operations/operation.ts';
import { physicalName } from '../physical-name.ts';
import { wildcardFinding } from '../wildcard-finding.ts';

export interface WorkflowMachineProps {
  readonly begin: IChainable;
  readonly timeout: Duration;
  /** The functions that its states invoke. */
  readonly invokes: readonly IFunction[];
  /** Why its role has permissions on no resource in particular. */
  readonly onAnyResource: string;
  readonly settings: FunctionSettings;
}

const logPrefix = '/aws/vendedlogs/states/';

/** The state machine of a workflow: traced, and logged without what its executions carry. */
export function workflowMachine(scope: Construct, props: WorkflowMachineProps): StateMachine {
  const { begin, timeout, invokes, onAnyResource, settings } = props;
  const logGroup = new LogGroup(scope, 'Logs', {
    // The prefix keeps Step Functions from adding to the account's one resource policy for logs, which is limited:
    // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
    logGroupName: `${logPrefix}${physicalName(scope, 512 - logPrefix.length)}`,
    retention: settings.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const machine = new StateMachine(scope, 'StateMachine', {
    definitionBody: DefinitionBody.fromChainable(begin),
    timeout,
    tracingEnabled: true,
    logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
  });
  Validations.of(machine).acknowledge(
    { id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', reason: onAnyResource },
    ...invokes.map((invoked) => ({
      id: wildcardFinding(scope, invoked.functionArn, ':*'),
      reason: 'Versions and aliases of the one function that the state invokes.',
    })),
  );
  return machine;
}

/** A state waits longer than its function may run, so that it never leaves one that is running. */
export function timeoutAbove(functionTimeout: Duration): Timeout {
  return Timeout.duration(functionTimeout.plus(Duration.seconds(15)));
}
