import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
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
    // The target would let the rule take two further actions if it could change the policy of the queue.
    const target = Queue.fromQueueArn(this, 'Target', this.queue.queueArn);
    const rule = new Rule(this, 'Rule', {
      description: 'Every event about a voice',
      eventBus: props.bus,
      eventPattern: { source: [eventSource] },
      targets: [new SqsQueue(target, { deadLetterQueue: undelivered })],
    });
    const conditions = { ArnEquals: { 'aws:SourceArn': rule.ruleArn } };
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        principals: [new ServicePrincipal('events.amazonaws.com', { conditions })],
      }),
    );
  }
}
