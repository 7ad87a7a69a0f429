import { invalidRequest } from '../validation/api-error.ts';
import { parseAuditionRequest, type ValidAuditionRequest } from '../validation/audition-request.ts';
import { errorOf, type VoiceRequestSettings } from '../validation/voice-request.ts';
import { readJsonBody } from './json-body.ts';
import { parseIdempotencyKey, readDryRun } from './parameters.ts';
import type { HttpRequest } from './request.ts';

/** Reads a request for an audition from its body, its parameter `dryRun` and its Idempotency-Key header. @throws ApiError */
export function readAuditionRequest(
  request: HttpRequest,
  settings: VoiceRequestSettings,
): Omit<ValidAuditionRequest, 'valid'> & {
  requestKey: string | null;
  /** True if the request is only checked. */
  dryRun: boolean;
} {
  const parsed = parseAuditionRequest(readJsonBody(request), settings);
  const dryRun = readDryRun(request);
  const { key, issues } = parseIdempotencyKey(request);
  if (!parsed.valid) throw errorOf(parsed, [...parsed.issues, ...issues]);
  if (issues.length > 0) throw invalidRequest(issues);
  const { valid: _, ...input } = parsed;
  return { ...input, requestKey: key, dryRun };
}
