import { z } from 'zod';
import { eventSchemaVersion, inboundDetailTypes, refusedDetailType } from '../contract.ts';
import type { ApiErrorDetails } from './api-error.ts';
import { repeatable } from './text.ts';
import { maxIssues, validationIssueSchema } from './validation-issue.ts';

/** The detail of `Voice Request Refused`. Nothing of what the inbound event said is repeated but its key. */
export const requestRefusedSchema = z.object({
  schemaVersion: z.literal(eventSchemaVersion),
  eventId: z.string().describe('The id of the inbound event: the same however often that is delivered.'),
  requestKey: z.string().nullable().describe('Of the inbound event; null if it had none that is valid.'),
  inbound: z.object({ id: z.string(), source: z.string(), detailType: z.enum(inboundDetailTypes) }),
  problem: z.object({
    code: z.string().describe('As in a problem document of the HTTP API.'),
    errors: z.array(validationIssueSchema).describe('Every field that is wrong, with code invalid_request.'),
  }),
});
type RequestRefused = z.infer<typeof requestRefusedSchema>;

/** The event `Voice Request Refused` with its detail as JSON. */
export interface RequestRefusedEvent {
  readonly detailType: typeof refusedDetailType;
  readonly detail: string;
}

export function requestRefused(
  inbound: RequestRefused['inbound'],
  requestKey: string | null,
  refused: ApiErrorDetails,
): RequestRefusedEvent {
  const detail: RequestRefused = {
    schemaVersion: eventSchemaVersion,
    eventId: inbound.id,
    requestKey,
    inbound: { ...inbound, source: repeatable(inbound.source) },
    problem: {
      code: refused.code,
      errors: refused.code === 'invalid_request' ? refused.issues.slice(0, maxIssues) : [],
    },
  };
  return { detailType: refusedDetailType, detail: JSON.stringify(detail) };
}
