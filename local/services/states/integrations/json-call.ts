import { z } from 'zod';
import { authorizationWith } from '../../../http/access.ts';
import type { Json } from '../language/definition.ts';

const refusal = z.object({
  __type: z.string(),
  message: z.string().optional(),
  Message: z.string().optional(),
});

export type JsonAnswer =
  | { readonly body: unknown }
  /** `type` is the service's error code; undefined where the answer is none of the service's. */
  | { readonly type: string | undefined; readonly message: string };

/**
 * One operation of a service that speaks AWS's JSON protocols.
 * @param target `<prefix>.<operation>`
 * @throws whatever `fetch` throws where nobody answers
 */
export type JsonCall = (
  endpoint: string,
  service: string,
  target: string,
  input: Json,
) => Promise<JsonAnswer>;

/** Calls over the wire, with the state folder's credentials. */
export function jsonCaller(accessKeyId: () => string): JsonCall {
  return (endpoint, service, target, input) => call(endpoint, service, target, input, accessKeyId());
}

async function call(
  endpoint: string,
  service: string,
  target: string,
  input: Json,
  accessKeyId: string,
): Promise<JsonAnswer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': '20200101T000000Z',
      authorization: authorizationWith(accessKeyId),
    },
    body: JSON.stringify(input),
  });
  const body: unknown = await response.json().catch(() => ({}));
  if (response.ok) return { body };
  const parsed = refusal.safeParse(body);
  if (!parsed.success) return { type: undefined, message: `${service} answered ${response.status}.` };
  const type = parsed.data.__type.split('#').at(-1) ?? '';
  return { type, message: parsed.data.message ?? parsed.data.Message ?? type };
}
