import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { eventSource } from '../../lambdas/shared/contract.ts';
import type { Alarms } from '../observability/alarms.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';

export interface EventsQueueProps {
  readonly bus: IEventBus;
  readonly alarms: Alarms;
}

/** A queue that receives every event about a voice, with a dead-letter queue. */
export class EventsQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: EventsQueueProps) {
    super(scope, id);
    const { alarms } = props;
    const poison = new DeadLetterQueue(this, 'Poison', {
      alarms,
      severity: 'warning',
      summary: 'A consumer of the events queue received an event ten times without deleting it.',
      runbookAnchor: 'events-poison',
    });
    const undelivered = new DeadLetterQueue(this, 'Undelivered', {
      alarms,
      severity: 'critical',
      summary: 'EventBridge could not put an event on the events queue.',
      runbookAnchor: 'events-undelivered',
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: poison, maxReceiveCount: 10 },
    });
    const arn = this.queue.queueArn;
    const rule = new Rule(this, 'Rule', {
      description: 'Every event about a voice',
      eventBus: props.bus,
      eventPattern: { source: [eventSource] },
      // The target `SqsQueue` would also grant two actions that EventBridge does not take.
      targets: [{ bind: () => ({ arn, deadLetterConfig: { arn: undelivered.queueArn } }) }],
    });
    for (const queue of [this.queue, undelivered]) letSend(rule, queue);
  }
}

function letSend(rule: Rule, queue: Queue): void {
  const conditions = { ArnEquals: { 'aws:SourceArn': rule.ruleArn } };
  queue.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      principals: [new ServicePrincipal('events.amazonaws.com', { conditions })],
    }),
  );
}
