import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';
import type { AccessRules, EventEntry } from '../../core/ports.ts';
import { entryLimitBytes } from './event.ts';
import { compileEventPattern, InvalidEventPatternError } from './event-pattern.ts';
import { busArn, busNameOf } from './rule.ts';

const entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().default('default'),
  Resources: z.array(z.string()).default([]),
  /** Seconds since the epoch. */
  Time: z.number().optional(),
});

const entries = z.object({ Entries: z.array(entry) });
type Entry = z.output<typeof entry>;

const buses = z.object({ Entries: z.array(z.object({ EventBusName: z.string().default('default') })) });

/**
 * The permissions of the operations. A call is denied as a whole, also if only one of its buses is not allowed.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
 */
export const eventsRules: AccessRules = {
  PutEvents: (input) => {
    const names = buses.safeParse(input).data?.Entries.map(({ EventBusName }) => busNameOf(EventBusName));
    return [...new Set(names)].map((name) => ({ action: 'events:PutEvents', resource: busArn(name) }));
  },
  TestEventPattern: () => [{ action: 'events:TestEventPattern', resource: '*' }],
};

type Publish = (entry: EventEntry, time: Date | undefined) => Promise<string>;

/**
 * Implements PutEvents. Each entry succeeds or fails independently.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function putEvents(input: unknown, publish: Publish): Promise<unknown> {
  const { Entries } = entries.parse(input);
  if (Entries.reduce((sum, one) => sum + bytesOf(one), 0) > entryLimitBytes) {
    // https://github.com/awslabs/aws-service-catalog-puppet/issues/563
    const message = 'Total size of the entries in the request is over the limit.';
    throw new AwsError('ValidationException', message);
  }
  const results: { EventId?: string; ErrorCode?: string; ErrorMessage?: string }[] = [];
  for (const raw of Entries) {
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

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
function bytesOf({ Time, Source = '', DetailType = '', Detail = '', Resources }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

function readEntry(raw: Entry): EventEntry & { time: Date | undefined } {
  const { Source, DetailType, Detail, EventBusName, Resources, Time } = raw;
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
