import * as z from 'zod';
import { eventSchemaVersion, inboundDetailTypes, refusedDetailType } from '../contract.ts';
import type { ApiErrorDetails } from './api-error.ts';
import { toSingleLineText } from './text.ts';
import { maxIssues } from './validation-issue.ts';
import { validationIssueSchema } from './validation-issue-schema.ts';

/** The detail of `Voice Request Refused`. It repeats only ids and the idempotency key of the inbound event. */
export const requestRefusedSchema = z.object({
  schemaVersion: z.literal(eventSchemaVersion),
  eventId: z
    .string()
    .describe('The id of the inbound event. It is the same for each delivery of that event.'),
  requestKey: z.string().nullable().describe('The key of the inbound event; null if it had no valid one.'),
  inbound: z.object({ id: z.string(), source: z.string(), detailType: z.enum(inboundDetailTypes) }),
  problem: z.object({
    code: z.string().describe('The code of the same problem in the HTTP API.'),
    errors: z.array(validationIssueSchema).describe('All issues of an invalid_request; otherwise empty.'),
  }),
});
type RequestRefused = z.infer<typeof requestRefusedSchema>;

/** The event `Voice Request Refused` with its detail as JSON. */
export interface RequestRefusedEvent {
  readonly detailType: typeof refusedDetailType;
  readonly detail: string;
}

/** Builds the event for a refused inbound event. */
export function requestRefused(
  inbound: RequestRefused['inbound'],
  requestKey: string | null,
  refused: ApiErrorDetails,
): RequestRefusedEvent {
  const detail: RequestRefused = {
    schemaVersion: eventSchemaVersion,
    eventId: inbound.id,
    requestKey,
    inbound: { ...inbound, source: toSingleLineText(inbound.source) },
    problem: {
      code: refused.code,
      errors: refused.code === 'invalid_request' ? refused.issues.slice(0, maxIssues) : [],
    },
  };
  return { detailType: refusedDetailType, detail: JSON.stringify(detail) };
}
