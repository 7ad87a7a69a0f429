import { z } from 'zod';
import { AwsError } from '../../../core/aws-error.ts';
import { parseInput } from '../../../core/operation-input.ts';
import type { ExecutionRow } from '../execution-store.ts';
import { startEventOf } from './execution-events.ts';
import type { EventDetails, HistoryEvent } from './history.ts';

const inputSchema = z.object({
  executionArn: z.string(),
  includeExecutionData: z.boolean().default(true),
  maxResults: z.number().default(0),
  nextToken: z.string().optional(),
  reverseOrder: z.boolean().default(false),
});

const defaultPage = 100;

export interface HistoryPorts {
  /** @throws AwsError `ExecutionDoesNotExist`, `InvalidArn` */
  readonly history: (arn: string) => { row: ExecutionRow; events: readonly HistoryEvent[] };
  readonly roleArnOf: (machine: string) => string;
}

/**
 * Returns a page of the history of a Standard execution.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 * @throws AwsError `ExecutionDoesNotExist`, `InvalidArn`, `InvalidToken`
 */
export function getExecutionHistory(input: unknown, { history, roleArnOf }: HistoryPorts) {
  const request = parseInput(inputSchema, input, 'ValidationException');
  const { executionArn, includeExecutionData, maxResults, nextToken, reverseOrder } = request;
  const { row, events } = history(executionArn);
  const all = [startEventOf(row, roleArnOf(row.machine)), ...events];
  const ordered = reverseOrder ? all.toReversed() : all;
  const start = nextToken === undefined ? 0 : startOf(nextToken);
  const end = start + (maxResults === 0 ? defaultPage : maxResults);
  return {
    events: ordered.slice(start, end).map((event) => answered(event, includeExecutionData)),
    ...(end < ordered.length ? { nextToken: tokenOf(end) } : {}),
  };
}

function tokenOf(start: number): string {
  return Buffer.from(JSON.stringify({ start })).toString('base64url');
}

/** Returns the index of the first event of the page. @throws AwsError `InvalidToken` */
function startOf(token: string): number {
  try {
    const text = Buffer.from(token, 'base64url').toString();
    return z.object({ start: z.int().min(1) }).parse(JSON.parse(text)).start;
  } catch {
    throw new AwsError('InvalidToken', `Invalid Token: 'Invalid token'`);
  }
}

function answered({ details, timestamp, ...event }: HistoryEvent, includesData: boolean) {
  return { ...event, timestamp: timestamp / 1000, ...(includesData ? details : withoutData(details)) };
}

const data = ['input', 'inputDetails', 'output', 'outputDetails'];

/** Leaves out inputs and outputs. The parameters of a task become an empty object, because the member is required. */
function withoutData(details: EventDetails = {}): EventDetails {
  const members = Object.entries(details).map(([name, members]) => {
    const kept = Object.entries(members).filter(([member]) => !data.includes(member));
    return [
      name,
      Object.fromEntries(kept.map(([member, value]) => [member, member === 'parameters' ? '{}' : value])),
    ];
  });
  return Object.fromEntries(members);
}
