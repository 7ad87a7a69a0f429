import { ApiError, invalidRequest } from '../validation/api-error.ts';
import { aliasNameSchema } from '../voice/ids.ts';
import type { HttpRequest } from './request.ts';

/** Parses the alias in the path. @throws ApiError `invalid_id` */
export function parseAliasName({ pathParameters }: Pick<HttpRequest, 'pathParameters'>): string {
  const parsed = aliasNameSchema.safeParse(pathParameters.alias);
  if (!parsed.success) throw new ApiError({ code: 'invalid_id', of: 'alias' });
  return parsed.data;
}

/**
 * Parses the headers `If-Match: "<version>"` and `If-None-Match: *`, with which a call names the version that it changes.
 *
 * @returns the version, 0 for an alias that must not exist, or undefined without a header
 * @throws ApiError `invalid_request`
 */
export function parseIfVersion({ headers }: Pick<HttpRequest, 'headers'>): number | undefined {
  const match = headers.get('if-match') ?? [];
  const noneMatch = headers.get('if-none-match') ?? [];
  if (match.length === 0 && noneMatch.length === 0) return undefined;
  if (match.length === 0 && noneMatch.length === 1 && noneMatch[0]?.trim() === '*') return 0;
  const [, version] = /^\s*"(\d{1,9})"\s*$/.exec(match[0] ?? '') ?? [];
  if (match.length === 1 && noneMatch.length === 0 && version !== undefined) return Number(version);
  const header = match.length > 0 ? 'If-Match' : 'If-None-Match';
  const detail = header === 'If-Match' ? 'is not one version in quotes, such as "3"' : 'is not *';
  throw invalidRequest([{ header, code: 'invalid_text', detail }]);
}

/** Returns the headers of an answer that shows an alias. */
export function aliasHeaders({ version }: { readonly version: number }): Readonly<Record<string, string>> {
  return { ETag: `"${version}"` };
}
