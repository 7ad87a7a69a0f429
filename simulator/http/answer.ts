import type { ProviderError } from '../provider-error.ts';

/** A response of the provider, before any fault is applied. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export function success(requestId: string, output: unknown, usage: unknown): Answer {
  return { status: 200, body: { output, usage, request_id: requestId } };
}

export function failure(requestId: string, { status, code, message }: ProviderError): Answer {
  return { status, body: { request_id: requestId, code, message } };
}
