import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventInvokeConfig, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import type { Alarms } from '../observability/alarms.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';

export interface FunctionRuleProps {
  readonly description: string;
  readonly eventPattern: EventPattern;
  /** @default - the account's default bus */
  readonly bus?: IEventBus;
  readonly function: IFunction;
  readonly alarms: Alarms;
  /** Followed by `-failed` and `-undelivered`: the anchors of its alarms' articles. */
  readonly article: string;
  /** What waits for a person when the function could not do it, as the subject of a sentence. */
  readonly waiting: string;
}

/**
 * A rule that invokes a function, and where an event waits for a person: `Undelivered` if the function could not be
 * invoked, `Failed` if it threw, three times over.
 */
export class FunctionRule extends Construct {
  constructor(scope: Construct, id: string, props: FunctionRuleProps) {
    super(scope, id);
    const { alarms, article, waiting } = props;
    const undelivered = new DeadLetterQueue(this, 'Undelivered', {
      alarms,
      severity: 'critical',
      what: `${waiting} could not be brought to its function, and waits.`,
      article: `${article}-undelivered`,
    });
    const failed = new DeadLetterQueue(this, 'Failed', {
      alarms,
      severity: 'critical',
      what: `${waiting} failed in its function three times, and waits.`,
      article: `${article}-failed`,
    });
    new EventInvokeConfig(this, 'Invocations', {
      function: props.function,
      onFailure: new SqsDestination(failed),
      retryAttempts: 2,
    });
    new Rule(this, 'Rule', {
      description: props.description,
      eventBus: props.bus,
      eventPattern: props.eventPattern,
      targets: [new LambdaFunction(props.function, { deadLetterQueue: undelivered })],
    });
  }
}
