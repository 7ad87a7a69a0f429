import { Aws } from 'aws-cdk-lib';
import { FieldUtils, JsonPath, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type ListMetric, listMetrics } from '../../lambdas/shared/contract.ts';
import type { ListMetrics } from '../observability/list-metrics.ts';

const counted = Object.fromEntries(
  Object.values(listMetrics).map((name) => [name, JsonPath.numberAt(`$.answer.metrics.${name}`)]),
);

/** The state that sends counts of the list at `$.family` and `$.scope` to CloudWatch. */
export class PutListMetrics extends TaskStateBase {
  protected readonly taskMetrics = undefined;
  /** The machine's inline policy `Metrics` has the permission, because `PutMetricData` does not support resources. */
  protected readonly taskPolicies = undefined;
  readonly #metrics: ListMetrics;
  readonly #values: Readonly<Partial<Record<ListMetric, number>>>;

  /** @param values the counts, by default those at `$.answer.metrics` */
  constructor(
    scope: Construct,
    id: string,
    metrics: ListMetrics,
    values: Readonly<Partial<Record<ListMetric, number>>> = counted,
  ) {
    super(scope, id, { resultPath: JsonPath.DISCARD });
    this.#metrics = metrics;
    this.#values = values;
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
        MetricData: Object.entries(this.#values).map(([MetricName, Value]) => ({
          MetricName,
          Dimensions: dimensions,
          Value,
        })),
      }),
    };
  }
}
