import type { RequestAuditionInput } from '../shared/actions/request-audition.ts';
import type { RequestVoiceInput } from '../shared/actions/request-voice.ts';
import { ApiError, invalidRequest } from '../shared/validation/api-error.ts';
import { parseAuditionRequest } from '../shared/validation/audition-request.ts';
import { requestKeyIssues } from '../shared/validation/idempotency-key.ts';
import { creationEnvelope, deletionRequested } from '../shared/validation/inbound-schemas.ts';
import { shapeIssues, withoutNulls } from '../shared/validation/shape-issues.ts';
import type { ValidationIssue } from '../shared/validation/validation-issue.ts';
import {
  errorOf,
  type ParsedVoiceRequest,
  parseVoiceRequest,
  type VoiceRequestSettings,
} from '../shared/validation/voice-request.ts';

/** Parses the detail of a creation event: the fields of `POST /v1/voices`, and `requestKey`. @throws ApiError */
export function readCreation(
  detail: unknown,
  settings: VoiceRequestSettings,
): Omit<RequestVoiceInput, 'owner'> {
  const { valid: _, ...input } = readRequest(detail, (body) => parseVoiceRequest(body, settings));
  return input;
}

/** Parses the detail of an event that requests an audition. @throws ApiError */
export function readAudition(
  detail: unknown,
  settings: VoiceRequestSettings,
): Omit<RequestAuditionInput, 'owner'> {
  const { valid: _, ...input } = readRequest(detail, (body) => parseAuditionRequest(body, settings));
  return input;
}

function readRequest<Valid extends { readonly valid: true }>(
  detail: unknown,
  parse: (body: object) => Valid | Extract<ParsedVoiceRequest, { valid: false }>,
): Valid & { readonly requestKey: string } {
  const { requestKey: _, schemaVersion: __, ...body } = objectIn(detail);
  const parsed = parse(body);
  const envelope = creationEnvelope.safeParse(withoutNulls(objectIn(detail), creationEnvelope));
  const issues = [
    ...(envelope.error?.issues ?? []).flatMap((issue) => shapeIssues(issue, objectIn(detail))),
    ...keyIssues(detail),
  ];
  if (!parsed.valid) throw errorOf(parsed, [...issues, ...parsed.issues]);
  if (!envelope.success || issues.length > 0) throw invalidRequest(issues);
  return { ...parsed, requestKey: envelope.data.requestKey };
}

/** Parses the detail of a deletion event. @throws ApiError */
export function readDeletion(detail: unknown): { readonly voiceId: string } {
  const parsed = deletionRequested.safeParse(withoutNulls(objectIn(detail), deletionRequested));
  const schemaIssues = parsed.error?.issues ?? [];
  const issues = [
    ...schemaIssues.flatMap((issue) => shapeIssues(issue, objectIn(detail))),
    ...keyIssues(detail),
  ];
  // If only the id is malformed, the code is that of a malformed id in a path of the HTTP API.
  if (schemaIssues.length === 1 && schemaIssues.some(({ code }) => code === 'invalid_format')) {
    throw new ApiError({ code: 'invalid_id' });
  }
  if (!parsed.success || issues.length > 0) throw invalidRequest(issues);
  return { voiceId: parsed.data.voiceId };
}

/** Returns the key of an event if it is valid, even if other fields are not; null otherwise. */
export function requestKeyOf(detail: unknown): string | null {
  const { requestKey } = isObject(detail) ? detail : {};
  return typeof requestKey === 'string' && requestKeyIssues(requestKey).length === 0 ? requestKey : null;
}

function keyIssues(detail: unknown): readonly ValidationIssue[] {
  const { requestKey } = isObject(detail) ? detail : {};
  return typeof requestKey === 'string' ? requestKeyIssues(requestKey) : [];
}

function objectIn(detail: unknown): Readonly<Record<string, unknown>> {
  if (isObject(detail)) return detail;
  throw invalidRequest([{ pointer: '', code: 'not_an_object', detail: 'is not a JSON object' }]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
