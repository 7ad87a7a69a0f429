import { AwsError } from '../../core/aws-error.ts';
import { errorMessage } from '../../core/error-message.ts';
import type { AsyncFunctionInvoker, MachineStarter, QueueSender } from '../../core/ports.ts';
import type { DeliveryOutcome, Observer } from '../../core/runner-event.ts';
import type { Event } from './event.ts';
import type { DeployedTarget, Rule } from './rule.ts';
import { targetInput } from './target-input.ts';

export interface DeliveryOptions {
  readonly queues: QueueSender;
  readonly functions: AsyncFunctionInvoker;
  readonly machines: MachineStarter;
  readonly observer: Observer;
}

/**
 * Sends an event to a rule's target: a queue, a function (by Lambda's own event queue, which is on disk), or a state
 * machine. An event that the target refuses goes to its dead-letter queue at once. The retry policy is ignored, because a
 * retry within the same process would fail again. As on AWS, the event is lost if the target has no dead-letter queue.
 *
 * @throws AwsError `InternalFailure` if the dead-letter queue refuses the event too. AWS would retry it for a day; here,
 *   the publisher has to send it again.
 */
export async function deliver(
  rule: Rule,
  target: DeployedTarget,
  event: Event,
  options: DeliveryOptions,
): Promise<void> {
  const input = targetInput(target, event, { ruleArn: rule.arn, ruleName: rule.name });
  const report = (outcome: DeliveryOutcome) =>
    options.observer({ kind: 'ruleInvoked', bus: rule.busName, rule: rule.name, outcome });
  try {
    await sendToTarget(target, input, options);
    report('delivered');
  } catch (error) {
    await sendToDeadLetterQueue({ rule, target, event, error }, options, report);
  }
}

async function sendToTarget(
  { Arn: arn, caller }: DeployedTarget,
  input: string,
  options: DeliveryOptions,
): Promise<void> {
  const service = arn.split(':')[2];
  if (service === 'sqs') await options.queues.send(arn, input, caller);
  if (service === 'lambda') await options.functions.invokeAsync(arn, jsonOrText(input), caller);
  if (service === 'states') await options.machines.startExecution(arn, jsonOrText(input), caller);
}

interface FailedDelivery {
  readonly rule: Rule;
  readonly target: DeployedTarget;
  readonly event: Event;
  readonly error: unknown;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
async function sendToDeadLetterQueue(
  { rule, target, event, error }: FailedDelivery,
  options: DeliveryOptions,
  report: (outcome: DeliveryOutcome) => void,
): Promise<void> {
  const reason = errorMessage(error);
  const reportFailure = (outcome: DeliveryOutcome) => {
    report(outcome);
    options.observer({ kind: 'deliveryFailed', rule: rule.name, target: target.Arn, reason });
  };
  if (target.DeadLetterConfig === undefined) return reportFailure('lost');
  try {
    await options.queues.send(target.DeadLetterConfig.Arn, JSON.stringify(event), rule.principal, {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: error instanceof AwsError ? error.type : 'SDK_CLIENT_ERROR',
      ERROR_MESSAGE: reason || 'Unknown',
      EXHAUSTED_RETRY_CONDITION: 'NON_RETRYABLE_ERROR',
    });
    report('deadLetter');
  } catch {
    reportFailure('deadLetterFailed');
    throw new AwsError('InternalFailure', `${rule.name} could not deliver the event: ${reason}`, 500);
  }
}

/** Parses the input. A constant or a template that is not JSON is passed on as a string. */
function jsonOrText(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}
