import * as z from 'zod';
import { type SwitchName, switchNames } from '../voice/deployment-status.ts';
import { ApiError, invalidRequest } from './api-error.ts';
import { shapeIssues } from './shape-issues.ts';

/** Body of `PUT /v1/switches/{name}`. */
export const setSwitchRequestSchema = z.strictObject({ on: z.boolean() });

/** Parses the name of a switch. @throws ApiError `not_found` for another name */
export function parseSwitchName(name: string | undefined): SwitchName {
  const found = switchNames.find((each) => each === name);
  if (found === undefined) throw new ApiError({ code: 'not_found' });
  return found;
}

/** Parses the body of `PUT /v1/switches/{name}`. @throws ApiError `invalid_request` with all issues */
export function parseSetSwitchRequest(value: unknown): z.infer<typeof setSwitchRequestSchema> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest([{ pointer: '', code: 'not_an_object', detail: 'is not a JSON object' }]);
  }
  const parsed = setSwitchRequestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues.flatMap((issue) => shapeIssues(issue, value)));
}
