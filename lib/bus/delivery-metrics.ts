import { Duration, Fn } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { DeliveryMetrics } from '../observability/dashboard.ts';
import { deadLetterQueuesOf } from './dead-letter-queue.ts';

const period = Duration.minutes(5);

/** Finds the rules and dead-letter queues below a construct. @returns their metrics */
export function deliveryMetrics(voiceDesign: Construct): DeliveryMetrics {
  const found = voiceDesign.node.findAll();
  const rules = found.filter((each) => each instanceof Rule);
  const queues = deadLetterQueuesOf(voiceDesign);
  const pathOf = (construct: Construct) =>
    construct.node.path.slice(voiceDesign.node.path.length + 1).replaceAll('/', ' ');
  const ofRules = (metricName: string) =>
    rules.map(
      (rule) =>
        new Metric({
          namespace: 'AWS/Events',
          metricName,
          dimensionsMap: dimensionsOf(rule),
          statistic: 'Sum',
          period,
          label: pathOf(rule),
        }),
    );
  return {
    invocations: ofRules('Invocations'),
    failures: ofRules('FailedInvocations'),
    deadLetters: queues.map((queue) =>
      queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum', label: pathOf(queue) }),
    ),
  };
}

/**
 * Returns the dimensions of a rule's metrics. Rules of the default bus have no `EventBusName`. The name is taken from the
 * ARN, because a reference to a rule of another bus returns the bus and the name.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
function dimensionsOf(rule: Rule): Record<string, string> {
  const { defaultChild } = rule.node;
  const bus = defaultChild instanceof CfnRule ? defaultChild.eventBusName : undefined;
  const parts = Fn.split('/', rule.ruleArn);
  if (bus === undefined) return { RuleName: Fn.select(1, parts) };
  return { EventBusName: bus, RuleName: Fn.select(2, parts) };
}
