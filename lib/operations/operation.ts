import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnFunction,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { z } from 'zod';
// Not from the index: the published package contains this module, and none of the bundling.
import { bundleHandler } from '../bundling/bundle-file.ts';
import { handlerCode } from '../handler-code.ts';
import { serviceRole } from '../service-role.ts';

/**
 * Time-out of a function that calls the provider while a caller waits. It is longer than the provider call, 20 s, and
 * shorter than API Gateway's time-out, 29 s.
 */
export const providerReadTimeout = Duration.seconds(25);

const tracing = { actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] };

/** Settings that all functions of a deployment share. */
export interface FunctionSettings {
  readonly logRetention: RetentionDays;
  /** Value of the dimension `Deployment` of the metrics that functions write to their logs. */
  readonly deployment: string;
}

export interface OperationProps<Environment extends z.ZodObject> {
  /** Name of the operation's folder in lambdas/. */
  readonly operation: string;
  readonly description: string;
  /** Schema of the function's variables. A variable that is missing in `environment` does not compile. */
  readonly environmentSchema: Environment;
  readonly environment: z.input<Environment> & Record<string, string>;
  readonly timeout: Duration;
  readonly memorySize: number;
  /**
   * Reserved concurrency.
   *
   * @default - the unreserved concurrency of the account
   */
  readonly reservedConcurrency?: number | undefined;
  readonly settings: FunctionSettings;
}

/** The Lambda function of one operation, with its role and its log group. */
export class Operation<Environment extends z.ZodObject> extends Construct implements IGrantable {
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  readonly grantPrincipal;

  constructor(scope: Construct, id: string, props: OperationProps<Environment>) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = serviceRole(this, { service: 'lambda.amazonaws.com', unscoped: { Tracing: tracing } });
    this.logGroup.grantWrite(role);
    const lambdaFunction = new LambdaFunction(this, 'Function', {
      code: handlerCode(props.operation),
      handler: bundleHandler,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize,
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
      environment: props.environment,
      role,
      logGroup: this.logGroup,
    });
    lambdaFunction.addEnvironment('DEPLOYMENT', props.settings.deployment);
    // The prop `tracing` would add a grant to the role's default policy, so the property of the L1 construct is set.
    if (lambdaFunction.node.defaultChild instanceof CfnFunction) {
      lambdaFunction.node.defaultChild.tracingConfig = { mode: 'Active' };
    }
    this.function = lambdaFunction;
    this.grantPrincipal = lambdaFunction.grantPrincipal;
  }

  /** Grants invoking the function. */
  grantInvoke(grantee: IGrantable): Grant {
    return this.function.grantInvoke(grantee);
  }
}
