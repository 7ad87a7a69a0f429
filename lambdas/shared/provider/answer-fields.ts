import { DashScopeError } from '../dashscope/index.ts';
import type { LogFields } from '../platform/log.ts';

/** Returns the log fields of the provider's answer: status, code and content type, never the body. */
export function answerFields(error: unknown): LogFields {
  if (!(error instanceof DashScopeError)) return {};
  const { requestId, providerCode, httpStatus, contentType } = error;
  return {
    ...(requestId && { providerRequestId: requestId }),
    ...(providerCode && { providerCode }),
    ...(httpStatus && { httpStatus }),
    ...(contentType && { contentType }),
  };
}
