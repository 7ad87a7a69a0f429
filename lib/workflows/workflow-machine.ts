import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachine,
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { FunctionSettings } from '../operations/operation.ts';
import { physicalName } from '../physical-name.ts';
import { serviceRole, type UnscopedActions } from '../service-role.ts';
import { wildcardFinding } from '../wildcard-finding.ts';

export interface WorkflowMachineProps {
  readonly begin: IChainable;
  readonly timeout: Duration;
  /** The functions that its states invoke. */
  readonly invokes: readonly IFunction[];
  /** What its role may do besides, where the service takes no resource. */
  readonly unscoped?: Readonly<Record<string, UnscopedActions>>;
  readonly settings: FunctionSettings;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html and …/concepts-xray-tracing.html */
const observing: Readonly<Record<string, UnscopedActions>> = {
  LogDelivery: {
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
  },
  Tracing: {
    actions: [
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ],
  },
};

const logPrefix = '/aws/vendedlogs/states/';

/** The state machine of a workflow: traced, and logged without what its executions carry. */
export function workflowMachine(scope: Construct, props: WorkflowMachineProps): StateMachine {
  const { begin, timeout, invokes, unscoped, settings } = props;
  const logGroup = new LogGroup(scope, 'Logs', {
    // The prefix keeps Step Functions from adding to the account's one resource policy for logs, which is limited:
    // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
    logGroupName: `${logPrefix}${physicalName(scope, 512 - logPrefix.length)}`,
    retention: settings.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = serviceRole(scope, {
    service: 'states.amazonaws.com',
    unscoped: { ...observing, ...unscoped },
  });
  const machine = new StateMachine(scope, 'StateMachine', {
    definitionBody: DefinitionBody.fromChainable(begin),
    timeout,
    role,
  });
  // Not by the props `logs` and `tracingEnabled`, which would grant to the role's default policy.
  if (machine.node.defaultChild instanceof CfnStateMachine) {
    machine.node.defaultChild.tracingConfiguration = { enabled: true };
    machine.node.defaultChild.loggingConfiguration = {
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      level: LogLevel.ALL,
      includeExecutionData: false,
    };
  }
  Validations.of(role).acknowledge(
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
