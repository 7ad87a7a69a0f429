import { Arn, ArnFormat, Stack, Token, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { physicalName } from '../physical-name.ts';
import { ConfigurationError } from '../settings/config.ts';

export interface AlarmsProps {
  /**
   * Address that receives a message when an alarm is raised, and when it ends.
   *
   * @default - no topic is created
   */
  readonly email: string | undefined;
  /**
   * ARN of an existing topic that receives the same messages.
   *
   * @default - alarms notify the address only
   */
  readonly topicArn: string | undefined;
}

/** CloudWatch's limit. */
const alarmNameMax = 255;

/**
 * `critical` means that voices or requests wait for an operator. `warning` means that nothing is lost.
 *
 * @example
 * const severity: AlarmSeverity = 'warning';
 */
export type AlarmSeverity = 'critical' | 'warning';

/**
 * The parts of an alarm's description.
 *
 * @example
 * const text: AlarmText = {
 *   summary: 'A thousand events wait for the consumer.',
 *   severity: 'warning',
 *   runbookAnchor: 'backlog',
 * };
 */
export interface AlarmText {
  /** The event that raised the alarm, in a sentence. */
  readonly summary: string;
  /** Urgency of the alarm. */
  readonly severity: AlarmSeverity;
  /** Anchor of the alarm's section in docs/operations.md. */
  readonly runbookAnchor: string;
}

/**
 * The properties of an alarm.
 *
 * @example
 * const props: AlarmProps = {
 *   metric: queue.metricApproximateNumberOfMessagesVisible(),
 *   threshold: 1_000,
 *   severity: 'warning',
 *   summary: 'A thousand events wait for the consumer.',
 *   runbookAnchor: 'backlog',
 * };
 */
export interface AlarmProps extends AlarmText {
  /** Metric that the alarm watches. */
  readonly metric: IMetric;
  /** Value that a breaching period reaches, or falls below. */
  readonly threshold: number;
  /**
   * Values that breach the threshold.
   *
   * @default 'atOrAbove'
   */
  readonly breach?: 'atOrAbove' | 'below';
  /**
   * Number of the latest periods that are evaluated, and how many of them have to breach.
   *
   * @default - the latest period
   */
  readonly periods?: AlarmPeriods;
  /**
   * Treatment of a period without data. `notBreaching` suits metrics that are sent only when something happens. `ignore`
   * keeps the alarm's state. It suits metrics that each run of a workflow sends, because runs are not aligned with
   * CloudWatch's periods.
   *
   * @default 'notBreaching'
   */
  readonly missingData?: 'notBreaching' | 'ignore';
}

/**
 * The number of periods that an alarm evaluates, and how many of them have to breach.
 *
 * @example
 * const periods: AlarmPeriods = { evaluated: 3, breaching: 2 };
 */
export interface AlarmPeriods {
  readonly evaluated: number;
  readonly breaching: number;
}

/**
 * The alarms of a deployment. Each has a name, a severity and a section of the runbook, docs/operations.md. All of them
 * notify the same topics.
 *
 * @example
 * voices.alarms.add(new Construct(this, 'Backlog'), {
 *   metric: queue.metricApproximateNumberOfMessagesVisible(),
 *   threshold: 1_000,
 *   severity: 'warning',
 *   summary: 'A thousand events wait for the consumer.',
 *   runbookAnchor: 'backlog',
 * });
 */
export class Alarms extends Construct {
  readonly #topics: readonly ITopic[];

  /** @internal */
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { email, topicArn } = props;
    this.#topics = [
      ...(email === undefined ? [] : [topicOf(this, email)]),
      ...(topicArn === undefined ? [] : [existingTopic(this, topicArn)]),
    ];
  }

  /**
   * The ARNs of the topics that every alarm notifies. Empty if alarms show in CloudWatch only.
   *
   * @internal
   */
  get topicArns(): readonly string[] {
    return this.#topics.map(({ topicArn }) => topicArn);
  }

  /** Adds an alarm as a child of the construct that it watches. */
  add(watched: Construct, props: AlarmProps): void {
    const { metric, threshold, breach = 'atOrAbove', summary, severity, runbookAnchor } = props;
    const { evaluated, breaching } = props.periods ?? { evaluated: 1, breaching: 1 };
    const alarm = new Alarm(watched, 'Alarm', {
      alarmName: physicalName(watched, alarmNameMax),
      alarmDescription: `[${severity}] ${summary} Runbook: docs/operations.md#${runbookAnchor}`,
      metric,
      threshold,
      comparisonOperator:
        breach === 'atOrAbove'
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: evaluated,
      datapointsToAlarm: breaching,
      treatMissingData:
        props.missingData === 'ignore' ? TreatMissingData.IGNORE : TreatMissingData.NOT_BREACHING,
    });
    const notify = this.#topics.map((topic) => new SnsAction(topic));
    alarm.addAlarmAction(...notify);
    alarm.addOkAction(...notify);
  }
}

/** Creates a topic with the address as its subscriber. */
function topicOf(alarms: Construct, email: string): Topic {
  const topic = new Topic(alarms, 'Topic', { enforceSSL: true });
  allowAlarms(topic);
  topic.addSubscription(new EmailSubscription(email));
  Validations.of(topic).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SNS2',
    reason:
      'CloudWatch cannot publish to a topic that the AWS managed key encrypts. A message contains only the alarm.',
  });
  return topic;
}

/** @throws ConfigurationError for a topic of another region, which CloudWatch refuses at the deployment */
function existingTopic(alarms: Construct, arn: string): ITopic {
  const { region } = Stack.of(alarms);
  const { region: topicRegion = region } = Token.isUnresolved(arn)
    ? {}
    : Arn.split(arn, ArnFormat.NO_RESOURCE_NAME);
  if (!Token.isUnresolved(region) && !Token.isUnresolved(topicRegion) && topicRegion !== region) {
    throw new ConfigurationError(
      `voiceDesign.alarmTopicArn: the topic is in ${topicRegion}, but the stack is in ${region}; CloudWatch needs a topic in the same region`,
    );
  }
  return Topic.fromTopicArn(alarms, 'ExistingTopic', arn);
}

/**
 * Lets the alarms of this account publish to the topic. The topic policy that enforces TLS replaces the default policy,
 * which would have allowed it.
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
