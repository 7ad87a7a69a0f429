import { methodsOf, routes } from '../shared/contract.ts';
import { ApiError } from '../shared/validation/api-error.ts';

/**
 * Returns the methods that a path allows, for the method `OPTIONS`. Rejects every other method and every unknown path.
 *
 * @param resource path of the API resource that the gateway matched, such as `/voices/{voiceId}`
 * @throws ApiError `not_found`, `method_not_allowed`
 */
export function answerUnrouted(method: string, resource: string): { readonly allow: readonly string[] } {
  const methods = routes.filter((route) => route.path === resource).flatMap(methodsOf);
  if (methods.length === 0) throw new ApiError({ code: 'not_found' });
  const allow = [...new Set<string>(methods), 'OPTIONS'];
  if (method === 'OPTIONS') return { allow };
  throw new ApiError({ code: 'method_not_allowed', allow });
}
