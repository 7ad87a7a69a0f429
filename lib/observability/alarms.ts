import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { physicalName } from '../physical-name.ts';

export interface AlarmsProps {
  /**
   * Who is written to when an alarm goes off.
   *
   * @default - nobody: alarms show in CloudWatch alone, and no topic is made
   */
  readonly email: string | undefined;
}

/** CloudWatch's limit. */
const alarmNameMax = 255;

/** `critical`: voices or requests wait for a person. `warning`: nothing is lost, and somebody should look. */
export type Severity = 'critical' | 'warning';

/** What every alarm has, so that whoever is woken by it knows what to do. */
export interface AlarmText {
  /** What has happened, in a sentence. */
  readonly what: string;
  readonly severity: Severity;
  /** The anchor of its own article in docs/operations.md. */
  readonly article: string;
}

export interface AlarmProps extends AlarmText {
  readonly metric: IMetric;
  readonly threshold: number;
  /** Which side of the threshold is bad. @default 'from' - the threshold and everything above it */
  readonly goesOff?: 'from' | 'below';
  /** Periods of the metric that are looked at, and how many of them have to be bad. @default - the last one */
  readonly periods?: { readonly looked: number; readonly bad: number };
  /**
   * What a period without data means. `good` is for metrics that are sent only when something happens. `nothing` keeps
   * the alarm as it is, for metrics that each run of a workflow sends: runs do not keep exactly to CloudWatch's periods.
   *
   * @default 'good'
   */
  readonly noData?: 'good' | 'nothing';
}

/** The alarms of a deployment, each with a name, a severity and an article of the runbook; all notify one address. */
export class Alarms extends Construct {
  readonly #topic: Topic | undefined;

  /** @internal */
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    if (props.email === undefined) return;
    this.#topic = new Topic(this, 'Topic', { enforceSSL: true });
    allowAlarms(this.#topic);
    this.#topic.addSubscription(new EmailSubscription(props.email));
    Validations.of(this.#topic).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SNS2',
      reason:
        'CloudWatch cannot publish to a topic under the key that AWS manages; a message names an alarm, no more.',
    });
  }

  /** Makes an alarm below the construct that it watches. */
  add(watched: Construct, props: AlarmProps): void {
    const { metric, threshold, goesOff = 'from', what, severity, article } = props;
    const { looked, bad } = props.periods ?? { looked: 1, bad: 1 };
    const alarm = new Alarm(watched, 'Alarm', {
      alarmName: physicalName(watched, alarmNameMax),
      alarmDescription: `[${severity}] ${what} Runbook: docs/operations.md#${article}`,
      metric,
      threshold,
      comparisonOperator:
        goesOff === 'from'
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: looked,
      datapointsToAlarm: bad,
      treatMissingData: props.noData === 'nothing' ? TreatMissingData.IGNORE : TreatMissingData.NOT_BREACHING,
    });
    if (this.#topic) alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}

/**
 * Lets the alarms of this account publish. A topic policy, here the one that enforces TLS, replaces the default policy
 * that would have allowed it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
function allowAlarms(topic: Topic): void {
  const stack = Stack.of(topic);
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: {
          'aws:SourceArn': stack.formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
}
