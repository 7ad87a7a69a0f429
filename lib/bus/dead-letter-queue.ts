import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Alarms, AlarmText } from '../observability/alarms.ts';

export interface DeadLetterQueueProps extends AlarmText {
  readonly alarms: Alarms;
}

/**
 * Where what could not be handled waits for a person: encrypted, over TLS only, for as long as SQS keeps messages, with
 * an alarm from the first message on.
 */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, { alarms, ...text }: DeadLetterQueueProps) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    alarms.add(this, {
      ...text,
      metric: this.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      threshold: 1,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue itself, of a rule or a function, which the check cannot see.',
    });
  }
}
