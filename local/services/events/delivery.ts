import { AwsError } from '../../core/aws-error.ts';
import type { AsyncFunctionInvoker, MachineStarter, QueueSender } from '../../core/ports.ts';
import type { Observer } from '../../core/runner-event.ts';
import type { Event } from './event.ts';
import type { Rule, Target } from './rule.ts';
import { targetInput } from './target-input.ts';

export interface DeliveryOptions {
  readonly queues: QueueSender;
  readonly functions: AsyncFunctionInvoker;
  readonly machines: MachineStarter;
  readonly observer: Observer;
}

/**
 * Gives an event to a rule's target: on a queue, in Lambda's own event queue (on disk), or as a new execution. What a
 * target refuses goes to its dead-letter queue at once: between parts of one process nothing would be better later, so
 * the retry policy has no meaning. As on AWS, an event is dropped if its target has no dead-letter queue.
 *
 * @throws AwsError `InternalFailure` if the dead-letter queue refuses it too: AWS keeps such an event for a day of
 *   retries, and the runner leaves it to its publisher
 */
export async function deliver(
  rule: Rule,
  target: Target,
  event: Event,
  options: DeliveryOptions,
): Promise<void> {
  const input = targetInput(target, event, { ruleArn: rule.arn, ruleName: rule.name });
  try {
    await give(target.Arn, input, options);
  } catch (error) {
    await bury(rule, target, event, error, options);
  }
}

async function give(arn: string, input: string, options: DeliveryOptions): Promise<void> {
  const service = arn.split(':')[2];
  if (service === 'sqs') await options.queues.send(arn, input);
  if (service === 'lambda') await options.functions.invokeAsync(arn, parsed(input));
  if (service === 'states') await options.machines.startExecution(arn, parsed(input));
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
async function bury(
  rule: Rule,
  target: Target,
  event: Event,
  error: unknown,
  options: DeliveryOptions,
): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const failed = () => {
    options.observer({ kind: 'deliveryFailed', rule: rule.name, target: target.Arn, reason });
  };
  if (target.DeadLetterConfig === undefined) return failed();
  try {
    await options.queues.send(target.DeadLetterConfig.Arn, JSON.stringify(event), {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: error instanceof AwsError ? error.type : 'SDK_CLIENT_ERROR',
      ERROR_MESSAGE: reason || 'Unknown',
      EXHAUSTED_RETRY_CONDITION: 'NON_RETRYABLE_ERROR',
    });
  } catch {
    failed();
    throw new AwsError('InternalFailure', `${rule.name} could not deliver the event: ${reason}`, 500);
  }
}

/** A constant or a template may be any text; functions and machines take JSON. */
function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}
