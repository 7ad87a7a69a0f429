import { z } from 'zod';
import type { RoleSession } from '../../../core/principal.ts';
import { authorizationWith } from '../../../http/access.ts';
import type { Json } from '../language/definition.ts';

const errorBody = z.object({
  __type: z.string(),
  message: z.string().optional(),
  Message: z.string().optional(),
});

export type JsonCallResult =
  | { readonly body: unknown }
  /** `type` is the service's error code, or undefined for an error without one. */
  | { readonly type: string | undefined; readonly message: string; readonly statusCode: number };

/**
 * Calls an operation of a service with an AWS JSON protocol.
 * @param target `<prefix>.<operation>`
 * @throws the error of `fetch` if the service cannot be reached
 */
export type JsonCall = (
  endpoint: string,
  service: string,
  target: string,
  input: Json,
  caller: RoleSession,
) => Promise<JsonCallResult>;

/** Returns a function that calls services over HTTP with the credentials of a machine's role. */
export function jsonCaller(accessKeyIdOf: (caller: RoleSession) => string): JsonCall {
  return (endpoint, service, target, input, caller) =>
    call(endpoint, service, target, input, accessKeyIdOf(caller));
}

async function call(
  endpoint: string,
  service: string,
  target: string,
  input: Json,
  accessKeyId: string,
): Promise<JsonCallResult> {
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
  const parsed = errorBody.safeParse(body);
  const statusCode = response.status;
  if (!parsed.success)
    return { type: undefined, message: `${service} returned the status ${statusCode}.`, statusCode };
  const type = parsed.data.__type.split('#').at(-1) ?? '';
  return { type, message: parsed.data.message ?? parsed.data.Message ?? type, statusCode };
}
