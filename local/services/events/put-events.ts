import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';
import type { EventEntry } from '../../core/ports.ts';
import { compileEventPattern, InvalidEventPatternError } from './event-pattern.ts';
import { busNameOf } from './rule.ts';

const entries = z.object({ Entries: z.array(z.record(z.string(), z.unknown())).min(1).max(10) });
const entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().default('default'),
  Resources: z.array(z.string()).default([]),
  /** Seconds since the epoch. */
  Time: z.number().optional(),
});

type Publish = (entry: EventEntry, time: Date | undefined) => Promise<string>;

/**
 * Implements PutEvents. Each entry succeeds or fails independently.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function putEvents(input: unknown, publish: Publish): Promise<unknown> {
  const parsed = entries.safeParse(input);
  if (!parsed.success) {
    throw new AwsError('ValidationException', 'Entries must have between 1 and 10 elements.');
  }
  const results: { EventId?: string; ErrorCode?: string; ErrorMessage?: string }[] = [];
  for (const raw of parsed.data.Entries) {
    try {
      const { time, ...accepted } = readEntry(raw);
      results.push({ EventId: await publish(accepted, time) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      results.push({ ErrorCode: error.type, ErrorMessage: error.message });
    }
  }
  return {
    FailedEntryCount: results.filter((result) => result.ErrorCode !== undefined).length,
    Entries: results,
  };
}

function readEntry(raw: unknown): EventEntry & { time: Date | undefined } {
  const parsed = entry.safeParse(raw);
  if (!parsed.success) throw new AwsError('InvalidArgument', 'The entry is not valid.');
  const { Source, DetailType, Detail, EventBusName, Resources, Time } = parsed.data;
  if (required('Source', Source).startsWith('aws.')) {
    throw new AwsError('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  return {
    busName: busNameOf(EventBusName),
    source: required('Source', Source),
    detailType: required('DetailType', DetailType),
    detail: readDetail(required('Detail', Detail)),
    resources: Resources,
    time: Time === undefined ? undefined : new Date(Time * 1000),
  };
}

function required(name: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new AwsError(
    'InvalidArgument',
    `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  );
}

function readDetail(text: string): unknown {
  try {
    const detail: unknown = JSON.parse(text);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return detail;
  } catch {}
  throw new AwsError('MalformedDetail', 'Detail is malformed.');
}

const testInput = z.object({ EventPattern: z.string(), Event: z.string() });

/** Implements TestEventPattern. */
export function testEventPattern(input: unknown): { Result: boolean } {
  try {
    const { EventPattern, Event } = testInput.parse(input);
    return { Result: compileEventPattern(JSON.parse(EventPattern))(JSON.parse(Event)) };
  } catch (error) {
    const reason =
      error instanceof InvalidEventPatternError ? error.message : 'Event pattern and event must be JSON.';
    throw new AwsError('InvalidEventPatternException', reason);
  }
}
