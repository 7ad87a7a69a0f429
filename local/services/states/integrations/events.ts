import { z } from 'zod';
import { AccessDeniedError } from '../../../core/access-denied.ts';
import { errorMessage } from '../../../core/error-message.ts';
import type { EventPublisher } from '../../../core/ports.ts';
import { type Json, jsonSchema } from '../language/definition.ts';
import { TaskError } from '../language/task-error.ts';
import { requestCheck } from './checked-request.ts';
import { type Integration, integrationPrefix } from './integration.ts';
import { optimizedCause } from './service-cause.ts';

const entry = z.strictObject({
  Source: z.string(),
  DetailType: z.string(),
  Detail: jsonSchema,
  EventBusName: z.string().default('default'),
  Resources: z.array(z.string()).default([]),
});
const request = z.object({ Entries: z.array(entry) });
/** Named as the errors of other optimized integrations, whose SDK has no class for a validation error. */
const check = requestCheck('events', 'PutEvents', 'EventBridge.AmazonEventBridgeException');

/**
 * Returns the integration `arn:<partition>:states:::events:putEvents`. Unlike in the API, `Detail` is an object, and the
 * ARNs of the execution and the machine are appended to `Resources`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 */
export function putEvents(publisher: EventPublisher): Integration {
  return {
    matches: (resource) => resource === `${integrationPrefix}events:putEvents`,
    parameters: ['Entries'],
    parts: ['events:putEvents', ...Object.keys(entry.shape).map((member) => `events.${member}`)],
    target: () => ({ service: 'events', operation: 'PutEvents', anyJson: ['Detail'] }),
    callbacks: true,
    async run(input, { executionArn, machineArn, caller }) {
      const parsed = request.safeParse(input);
      if (!parsed.success) throw failedEntry(z.prettifyError(parsed.error));
      check({ Entries: parsed.data.Entries.map(withDetailText) });
      const entries: Json[] = [];
      for (const entry of parsed.data.Entries) {
        const event = {
          busName: entry.EventBusName.split('event-bus/').at(-1) ?? 'default',
          source: entry.Source,
          detailType: entry.DetailType,
          detail: detailOf(entry.Detail),
          resources: [...entry.Resources, executionArn, machineArn],
        };
        const eventId = await publisher.publish(event, caller).catch((error: unknown) => {
          if (error instanceof AccessDeniedError) {
            const { type: code, message, statusCode } = error;
            const cause = optimizedCause('AmazonEventBridge', { code, message, statusCode });
            throw new TaskError('EventBridge.AmazonEventBridgeException', cause);
          }
          throw failedEntry(errorMessage(error));
        });
        entries.push({ EventId: eventId });
      }
      return { Entries: entries, FailedEntryCount: 0, SdkHttpMetadata: { HttpStatusCode: 200 } };
    },
  };
}

/** Returns the entry as the API takes it. */
function withDetailText({ Detail, ...rest }: z.output<typeof entry>): unknown {
  return { ...rest, Detail: typeof Detail === 'string' ? Detail : JSON.stringify(Detail) };
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
