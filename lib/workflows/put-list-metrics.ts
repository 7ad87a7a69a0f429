import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FieldUtils, JsonPath, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { listMetrics } from '../../lambdas/shared/contract.ts';
import type { ListMetrics } from '../observability/list-metrics.ts';

/** Sends the counts at `$.answer.metrics`, of the list at `$.family` and `$.scope`, to CloudWatch. */
export class PutListMetrics extends TaskStateBase {
  protected readonly taskMetrics = undefined;
  protected readonly taskPolicies: PolicyStatement[];
  readonly #metrics: ListMetrics;

  constructor(scope: Construct, id: string, metrics: ListMetrics) {
    super(scope, id, { resultPath: JsonPath.DISCARD });
    this.#metrics = metrics;
    this.taskPolicies = [
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': metrics.namespace } },
      }),
    ];
  }

  protected _renderTask(): unknown {
    const dimensions = [
      { Name: 'Deployment', Value: this.#metrics.deployment },
      { Name: 'Family', Value: JsonPath.stringAt('$.family') },
      { Name: 'Scope', Value: JsonPath.stringAt('$.scope') },
    ];
    return {
      Resource: `arn:${Aws.PARTITION}:states:::aws-sdk:cloudwatch:putMetricData`,
      Parameters: FieldUtils.renderObject({
        Namespace: this.#metrics.namespace,
        MetricData: Object.values(listMetrics).map((MetricName) => ({
          MetricName,
          Dimensions: dimensions,
          Value: JsonPath.numberAt(`$.answer.metrics.${MetricName}`),
        })),
      }),
    };
  }
}
