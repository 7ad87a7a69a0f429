import { FAMILIES } from '../dashscope/vocabulary.ts';
import { isProviderVoiceId } from '../dashscope/voice-id.ts';
import { ApiError } from '../validation/api-error.ts';
import { type EnabledScope, unconfiguredScope } from '../validation/enabled-families.ts';
import { requestKeyHeaderIssue } from '../validation/idempotency-key.ts';
import type { ValidationIssue } from '../validation/validation-issue.ts';
import { voiceIdSchema } from '../voice/ids.ts';
import type { ProviderList } from '../voice/provider-list.ts';
import { QueryReader } from './query-reader.ts';
import type { HttpRequest } from './request.ts';

/** Parses the voice id in the path. @throws ApiError `invalid_id` */
export function parseVoiceId(request: Pick<HttpRequest, 'pathParameters'>): string {
  const parsed = voiceIdSchema.safeParse(request.pathParameters.voiceId);
  if (!parsed.success) throw new ApiError({ code: 'invalid_id' });
  return parsed.data;
}

/** Parses the audition id in the path. @throws ApiError `invalid_id` */
export function parseAuditionId(request: Pick<HttpRequest, 'pathParameters'>): string {
  const parsed = voiceIdSchema.safeParse(request.pathParameters.auditionId);
  if (!parsed.success) throw new ApiError({ code: 'invalid_id' });
  return parsed.data;
}

/** Parses the provider's voice id in the path. @throws ApiError `invalid_id` */
export function parseProviderVoiceId({ pathParameters }: Pick<HttpRequest, 'pathParameters'>): string {
  const { id } = pathParameters;
  if (!isProviderVoiceId(id)) throw new ApiError({ code: 'invalid_id', of: 'provider' });
  return id;
}

/**
 * Reads the provider list that `family` and `scope` name. Returns null and records an issue if either is invalid. A scope
 * that is not configured makes `query.end()` throw `scope_not_configured`.
 */
export function readProviderList(
  query: QueryReader,
  enabledFamilies: readonly EnabledScope[],
): ProviderList | null {
  const notConfigured = unconfiguredScope(query.text('scope'), enabledFamilies);
  if (notConfigured) {
    query.failAtEnd(new ApiError({ code: 'scope_not_configured', scope: notConfigured }));
    query.requiredOneOf('family', FAMILIES);
    return null;
  }
  const scope = query.requiredOneOf(
    'scope',
    enabledFamilies.map((each) => each.scope),
  );
  const families = enabledFamilies.find((each) => each.scope === scope)?.families ?? FAMILIES;
  const family = query.requiredOneOf('family', families);
  return scope && family ? { family, scope } : null;
}

/** Rejects every query parameter, for a call without parameters. @throws ApiError `invalid_request` */
export function rejectQuery(request: Pick<HttpRequest, 'query'>): void {
  new QueryReader(request, []).end();
}

/** Reads whether a call only checks its request. @throws ApiError `invalid_request` for other values or parameters */
export function readDryRun(request: Pick<HttpRequest, 'query'>): boolean {
  const query = new QueryReader(request, ['dryRun']);
  const dryRun = query.oneOf('dryRun', ['true', 'false']) === 'true';
  query.end();
  return dryRun;
}

/** Parses the Idempotency-Key header. The key is null if the header is absent or invalid. */
export function parseIdempotencyKey({ headers }: Pick<HttpRequest, 'headers'>): {
  readonly key: string | null;
  readonly issues: readonly ValidationIssue[];
} {
  const header = 'Idempotency-Key';
  const [key, ...more] = headers.get('idempotency-key') ?? [];
  if (key === undefined) return { key: null, issues: [] };
  const issue: ValidationIssue | null =
    more.length > 0 ? { code: 'not_allowed', detail: 'was sent more than once' } : requestKeyHeaderIssue(key);
  return issue ? { key: null, issues: [{ header, ...issue }] } : { key, issues: [] };
}
