import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachine,
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
  StateMachineType,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { FunctionSettings } from '../operations/operation.ts';
import { physicalName } from '../physical-name.ts';
import { serviceRole, type UnscopedActions } from '../service-role.ts';

export interface WorkflowMachineProps {
  readonly begin: IChainable;
  /**
   * Type of its executions.
   *
   * @default STANDARD
   */
  readonly type?: StateMachineType;
  readonly timeout: Duration;
  /**
   * Further actions of its role that do not support resource-level permissions.
   *
   * @default - none
   */
  readonly unscoped?: Readonly<Record<string, UnscopedActions>>;
  readonly settings: FunctionSettings;
}

/**
 * Actions for logging and tracing.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html
 */
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

/** Creates the state machine of a workflow. It is traced, and its log does not contain execution data. */
export function workflowMachine(scope: Construct, props: WorkflowMachineProps): StateMachine {
  const { begin, type = StateMachineType.STANDARD, timeout, unscoped, settings } = props;
  const isExpress = type === StateMachineType.EXPRESS;
  const logGroup = new LogGroup(scope, 'Logs', {
    // With this prefix, Step Functions does not extend the account's resource policy for logs, whose size is limited:
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
    stateMachineType: type,
    timeout,
    role,
  });
  // The props `logs` and `tracingEnabled` would add grants to the role's default policy.
  if (machine.node.defaultChild instanceof CfnStateMachine) {
    machine.node.defaultChild.tracingConfiguration = { enabled: true };
    machine.node.defaultChild.loggingConfiguration = {
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      // An Express workflow runs all the time, and would log each of its sweeps.
      level: isExpress ? LogLevel.ERROR : LogLevel.ALL,
      includeExecutionData: false,
    };
  }
  if (isExpress) {
    Validations.of(machine).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SF1',
      reason:
        'An Express execution runs each minute. Only its errors are logged, since its function logs its work.',
    });
  }
  return machine;
}

/** Returns the time-out of a state, which is longer than its function's, so no function runs after its state ended. */
export function timeoutAbove(functionTimeout: Duration): Timeout {
  return Timeout.duration(functionTimeout.plus(Duration.seconds(15)));
}
