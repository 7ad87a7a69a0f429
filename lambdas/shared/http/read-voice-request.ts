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
import { parseIdempotencyKey, readDryRun } from './parameters.ts';
import type { HttpRequest } from './request.ts';

/** Reads a request for a voice from its body, its parameter `dryRun` and its Idempotency-Key header. @throws ApiError */
export function readVoiceRequest(
  request: HttpRequest,
  settings: VoiceRequestSettings,
): {
  submitted: VoiceRequestInput;
  request: VoiceRequest;
  warnings: readonly Warning[];
  requestKey: string | null;
  /** True if the request is only checked. */
  dryRun: boolean;
} {
  const parsed = parseVoiceRequest(readJsonBody(request), settings);
  const dryRun = readDryRun(request);
  const { key, issues } = parseIdempotencyKey(request);
  if (!parsed.valid) throw errorOf(parsed, [...parsed.issues, ...issues]);
  if (issues.length > 0) throw invalidRequest(issues);
  const { submitted, request: complete, warnings } = parsed;
  return { submitted, request: complete, warnings, requestKey: key, dryRun };
}
