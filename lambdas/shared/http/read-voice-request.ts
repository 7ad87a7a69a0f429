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
import { idempotencyKeyIn, refuseQuery } from './parameters.ts';
import type { HttpRequest } from './request.ts';

/** A request for a voice as HTTP brings it: the body, and the key in its header. @throws ApiError */
export function readVoiceRequest(
  request: HttpRequest,
  settings: VoiceRequestSettings,
): {
  asked: VoiceRequestInput;
  request: VoiceRequest;
  warnings: readonly Warning[];
  requestKey: string | null;
} {
  const parsed = parseVoiceRequest(readJsonBody(request), settings);
  refuseQuery(request);
  const { key, issues } = idempotencyKeyIn(request);
  if (!parsed.valid) throw errorOf(parsed, [...parsed.issues, ...issues]);
  if (issues.length > 0) throw invalidRequest(issues);
  return { asked: parsed.asked, request: parsed.request, warnings: parsed.warnings, requestKey: key };
}
