import { z } from 'zod';
import { accountId, partition, region } from '../../core/aws-account.ts';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { readProperties, refusalsOfReader } from '../../core/resource-properties.ts';
import type { Refusal, Resource } from '../../core/service.ts';
import { isTimeZone } from './local-time.ts';
import { InvalidExpressionError, parseExpression, type Recurrence } from './schedule-expression.ts';
import { fillInput } from './target-input.ts';

/** Targets of other kinds have further properties, which are refused by their names. */
const target = z.object({
  Arn: z
    .string()
    .regex(/^arn:[^:]+:(lambda|states):/, 'only functions and state machines are supported as targets'),
  RoleArn: z.string(),
  Input: z.string().optional(),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
});
const date = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const scheduleProperties = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().refine(isTimeZone, 'is not a time zone').default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  GroupName: z.string().default('default'),
  StartDate: date.optional(),
  EndDate: date.optional(),
  Target: target,
});

export interface Schedule {
  readonly logicalId: string;
  readonly name: string;
  /** The name of the schedule group. */
  readonly arn: string;
  readonly group: string;
  readonly enabled: boolean;
  readonly recurrence: Recurrence;
  /** The properties that determine the schedule's times. A schedule begins again if this text changes. */
  readonly definition: string;
  /** Milliseconds since 1970. */
  readonly startDate: number | undefined;
  readonly endDate: number | undefined;
  readonly targetArn: string;
  readonly roleArn: string;
  readonly input: string | undefined;
  readonly deadLetterQueueArn: string | undefined;
}

/** @throws UnsupportedResourceError */
export function readSchedule(resource: Resource, name: string): Schedule {
  const properties = readProperties(resource, scheduleProperties);
  const { ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate, Target } = properties;
  return {
    logicalId: resource.logicalId,
    name,
    arn: scheduleArn(properties.GroupName, name),
    group: properties.GroupName,
    enabled: properties.State === 'ENABLED',
    recurrence: recurrenceOf(resource, ScheduleExpression, ScheduleExpressionTimezone),
    definition: JSON.stringify([ScheduleExpression, ScheduleExpressionTimezone, StartDate]),
    startDate: StartDate,
    endDate: EndDate,
    targetArn: Target.Arn,
    roleArn: Target.RoleArn,
    input: Target.Input,
    deadLetterQueueArn: Target.DeadLetterConfig?.Arn,
  };
}

function recurrenceOf(resource: Resource, expression: string, timeZone: string): Recurrence {
  try {
    return parseExpression(expression, timeZone);
  } catch (error) {
    if (!(error instanceof InvalidExpressionError)) throw error;
    throw new UnsupportedResourceError(resource.logicalId, 'ScheduleExpression', error.message);
  }
}

/** Returns the errors that AWS would report when the schedule is created or fires. */
export function refusalsOfSchedule(resource: Resource): Refusal[] {
  return refusalsOfReader(() => {
    const { input } = readSchedule(resource, resource.logicalId);
    if (input === undefined || isJson(fillInput(input, sample))) return;
    const reason = 'functions and state machines accept only JSON';
    throw new UnsupportedResourceError(resource.logicalId, 'Target.Input', reason);
  });
}

const sample = { scheduleArn: 'arn', scheduledTime: '2022-03-22T18:59:43Z', executionId: 'id', attempt: 1 };

export function scheduleArn(group: string, name: string): string {
  return `arn:${partition}:scheduler:${region}:${accountId}:schedule/${group}/${name}`;
}

export function groupArn(name: string): string {
  return `arn:${partition}:scheduler:${region}:${accountId}:schedule-group/${name}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
