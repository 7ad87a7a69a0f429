import { ProviderError, refusals } from '../provider-error.ts';
import type { Answer } from './deliver.ts';

export function success(requestId: string, output: unknown, usage: unknown): Answer {
  return { status: 200, body: { output, usage, request_id: requestId } };
}

export function failure(requestId: string, { status, code, message }: ProviderError): Answer {
  return { status, body: { request_id: requestId, code, message } };
}

/** @throws the error itself where it is none of the provider's */
export function asRefusal(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  throw error;
}

/** @throws ProviderError 400 `InvalidParameter`: not JSON in UTF-8, or not said to be. */
export function parseJson(bytes: Buffer, contentType: string | undefined): unknown {
  if (!/^application\/json *(;|$)/i.test(contentType ?? '')) throw refusals.notJson();
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw refusals.notJson();
  }
}
