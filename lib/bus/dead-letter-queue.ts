import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import type { Alarms, AlarmText } from '../observability/alarms.ts';

export interface DeadLetterQueueProps extends AlarmText {
  readonly alarms: Alarms;
}

/** Returns the dead-letter queues below a construct. */
export function deadLetterQueuesOf(construct: IConstruct): readonly DeadLetterQueue[] {
  return construct.node.findAll().filter((each) => each instanceof DeadLetterQueue);
}

/**
 * A dead-letter queue with an alarm that the first message raises. It is encrypted, accepts TLS only, and keeps messages
 * for 14 days, the maximum of SQS.
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
      reason:
        'It is the dead-letter queue of a rule, a schedule or a function, which the check does not recognize.',
    });
  }
}
