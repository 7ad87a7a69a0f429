import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import { errorMessage } from '../../core/error-message.ts';
import type { AsyncFunctionInvoker, MachineStarter, QueueSender } from '../../core/ports.ts';
import type { RoleSession } from '../../core/principal.ts';
import type { DeliveryOutcome, Observer } from '../../core/runner-event.ts';
import type { Schedule } from './schedule.ts';
import { defaultInput, fillInput, type Invocation } from './target-input.ts';

export interface FirePorts {
  readonly functions: AsyncFunctionInvoker;
  readonly machines: MachineStarter;
  readonly queues: QueueSender;
  readonly observer: Observer;
}

/** A schedule with the session of its role, which calls the target and the dead-letter queue. */
export interface DeployedSchedule extends Schedule {
  readonly caller: RoleSession;
}

/**
 * Invokes the schedule's target once. An input that the target refuses goes to the dead-letter queue.
 * @param dueAt milliseconds since 1970
 */
export async function fire(schedule: DeployedSchedule, dueAt: number, ports: FirePorts): Promise<void> {
  const invocation: Invocation = {
    scheduleArn: schedule.arn,
    scheduledTime: new Date(dueAt).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    executionId: randomUUID(),
    attempt: 1,
  };
  const input =
    schedule.input === undefined ? defaultInput(invocation) : fillInput(schedule.input, invocation);
  ports.observer({ kind: 'scheduleFired', schedule: schedule.name, target: schedule.targetArn });
  try {
    await sendToTarget(schedule, JSON.parse(input), ports);
    report(schedule, 'delivered', ports);
  } catch (error) {
    await sendToDeadLetterQueue({ schedule, invocation, input, error }, ports);
  }
}

async function sendToTarget(
  { targetArn: arn, caller }: DeployedSchedule,
  input: unknown,
  { functions, machines }: FirePorts,
): Promise<void> {
  if (/^arn:[^:]+:states:/.test(arn)) await machines.startExecution(arn, input, caller);
  else await functions.invokeAsync(arn, input, caller);
}

interface FailedInvocation {
  readonly schedule: DeployedSchedule;
  readonly invocation: Invocation;
  readonly input: string;
  readonly error: unknown;
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html */
async function sendToDeadLetterQueue(
  { schedule, invocation, input, error }: FailedInvocation,
  ports: FirePorts,
): Promise<void> {
  const reason = errorMessage(error);
  const { deadLetterQueueArn } = schedule;
  try {
    if (deadLetterQueueArn === undefined) throw new Error(reason);
    await ports.queues.send(deadLetterQueueArn, input, schedule.caller, {
      ERROR_CODE: error instanceof AwsError ? error.type : 'SDK_CLIENT_ERROR',
      ERROR_MESSAGE: reason || 'Unknown',
      EXECUTION_ID: invocation.executionId,
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: '0',
      SCHEDULED_TIME: invocation.scheduledTime,
      SCHEDULE_ARN: schedule.arn,
      TARGET_ARN: schedule.targetArn,
    });
    report(schedule, 'deadLetter', ports);
  } catch {
    report(schedule, deadLetterQueueArn === undefined ? 'lost' : 'deadLetterFailed', ports);
    ports.observer({ kind: 'deliveryFailed', rule: schedule.name, target: schedule.targetArn, reason });
  }
}

function report({ group, name }: Schedule, outcome: DeliveryOutcome, { observer }: FirePorts): void {
  observer({ kind: 'scheduleInvoked', group, schedule: name, outcome });
}
