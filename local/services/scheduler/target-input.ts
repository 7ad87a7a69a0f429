import { accountId, region } from '../../core/aws-account.ts';

/** An invocation of a schedule's target. */
export interface Invocation {
  readonly scheduleArn: string;
  /** The due time in ISO 8601, to the second. */
  readonly scheduledTime: string;
  readonly executionId: string;
  readonly attempt: number;
}

/**
 * Replaces the context attributes of the input.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function fillInput(input: string, invocation: Invocation): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', invocation.scheduleArn)
    .replaceAll('<aws.scheduler.scheduled-time>', invocation.scheduledTime)
    .replaceAll('<aws.scheduler.execution-id>', invocation.executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(invocation.attempt));
}

/** Returns the input of a target whose schedule sets none. */
export function defaultInput({ scheduleArn, scheduledTime, executionId }: Invocation): string {
  return JSON.stringify({
    version: '0',
    id: executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time: scheduledTime,
    region,
    resources: [scheduleArn],
    detail: '{}',
  });
}
