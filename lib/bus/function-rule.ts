import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventInvokeConfig, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import type { Alarms } from '../observability/alarms.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';

export interface FunctionRuleProps {
  readonly description: string;
  readonly eventPattern: EventPattern;
  /**
   * Bus of the events.
   *
   * @default - the account's default bus
   */
  readonly bus?: IEventBus;
  readonly function: IFunction;
  readonly alarms: Alarms;
  /** Runbook anchors of the two alarms, without `-failed` and `-undelivered`. */
  readonly runbookPrefix: string;
  /** Noun phrase for one event, the subject of the alarms' summaries. */
  readonly subject: string;
}

/** Returns the functions that rules below a construct invoke, to which messages of dead-letter queues return. */
export function eventFunctionsOf(construct: IConstruct): readonly IFunction[] {
  const functions = construct.node.findAll().filter((each) => each instanceof FunctionRule);
  return [...new Set(functions.map((rule) => rule.function))];
}

/**
 * A rule that invokes a function, with two dead-letter queues: `Undelivered` receives an event if EventBridge could not
 * invoke the function, `Failed` if the function threw three times.
 */
export class FunctionRule extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: FunctionRuleProps) {
    super(scope, id);
    const { alarms, runbookPrefix, subject } = props;
    this.function = props.function;
    const undelivered = new DeadLetterQueue(this, 'Undelivered', {
      alarms,
      severity: 'critical',
      summary: `${subject} did not reach its function and waits in a dead-letter queue.`,
      runbookAnchor: `${runbookPrefix}-undelivered`,
    });
    const failed = new DeadLetterQueue(this, 'Failed', {
      alarms,
      severity: 'critical',
      summary: `${subject} failed in its function three times and waits in a dead-letter queue.`,
      runbookAnchor: `${runbookPrefix}-failed`,
    });
    new EventInvokeConfig(this, 'Invocations', {
      function: props.function,
      // `SqsDestination` would also grant two actions that Lambda does not take.
      onFailure: {
        bind: (_, destinationOf) => {
          failed.grant(destinationOf, 'sqs:SendMessage');
          return { destination: failed.queueArn };
        },
      },
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
