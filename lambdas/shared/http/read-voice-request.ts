import { invalidRequest } from '../validation/api-error.ts';
import {
  errorOf,
  parseVoiceRequest,
  type VoiceRequest,
  type VoiceRequestInput,
  type VoiceRequestSettings,
} from '../validation/voice-request.ts';
import type { Warning } from '../voice/record.ts';
import { readJsonBody } from './json-body.ts';
import { parseIdempotencyKey, rejectQuery } from './parameters.ts';
import type { HttpRequest } from './request.ts';

/** Reads a request for a voice from its body and its Idempotency-Key header. @throws ApiError */
export function readVoiceRequest(
  request: HttpRequest,
  settings: VoiceRequestSettings,
): {
  submitted: VoiceRequestInput;
  request: VoiceRequest;
  warnings: readonly Warning[];
  requestKey: string | null;
} {
  const parsed = parseVoiceRequest(readJsonBody(request), settings);
  rejectQuery(request);
  const { key, issues } = parseIdempotencyKey(request);
  if (!parsed.valid) throw errorOf(parsed, [...parsed.issues, ...issues]);
  if (issues.length > 0) throw invalidRequest(issues);
  return { submitted: parsed.submitted, request: parsed.request, warnings: parsed.warnings, requestKey: key };
}
