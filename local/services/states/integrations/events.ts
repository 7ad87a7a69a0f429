import { z } from 'zod';
import type { EventPublisher } from '../../../core/ports.ts';
import { integrations } from '../arns.ts';
import { type Json, jsonSchema } from '../language/definition.ts';
import { TaskError } from '../language/task-error.ts';
import type { Integration } from './integration.ts';

const request = z.object({
  Entries: z
    .array(
      z.strictObject({
        Source: z.string(),
        DetailType: z.string(),
        Detail: jsonSchema,
        EventBusName: z.string().default('default'),
        Resources: z.array(z.string()).default([]),
      }),
    )
    .min(1)
    .max(10),
});

/**
 * `arn:<partition>:states:::events:putEvents`: `Detail` is an object here, and `Resources` get the execution's and the
 * machine's ARN appended. https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 */
export function putEvents(publisher: EventPublisher): Integration {
  return {
    matches: (resource) => resource === `${integrations}events:putEvents`,
    parameters: ['Entries'],
    async run(input, { executionArn, machineArn }) {
      const parsed = request.safeParse(input);
      if (!parsed.success) throw failedEntry(z.prettifyError(parsed.error));
      const entries: Json[] = [];
      for (const entry of parsed.data.Entries) {
        const published = publisher.publish({
          busName: entry.EventBusName.split('event-bus/').at(-1) ?? 'default',
          source: entry.Source,
          detailType: entry.DetailType,
          detail: detailOf(entry.Detail),
          resources: [...entry.Resources, executionArn, machineArn],
        });
        const eventId = await published.catch((error: unknown) => {
          throw failedEntry(error instanceof Error ? error.message : String(error));
        });
        entries.push({ EventId: eventId });
      }
      return { Entries: entries, FailedEntryCount: 0, SdkHttpMetadata: { HttpStatusCode: 200 } };
    },
  };
}

function detailOf(detail: Json): unknown {
  if (typeof detail !== 'string') return detail;
  try {
    return JSON.parse(detail);
  } catch {
    throw failedEntry('Detail is malformed.');
  }
}

function failedEntry(reason: string): TaskError {
  return new TaskError('EventBridge.FailedEntry', reason);
}
