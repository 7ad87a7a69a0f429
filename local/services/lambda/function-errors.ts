import { z } from 'zod';
import type { FunctionResult } from '../../core/ports.ts';

/** Lambda's limit for a synchronous invocation's payload, in and out. */
export const payloadLimitBytes = 6 * 1024 * 1024;
/** Lambda's limit for an asynchronous invocation's payload. */
export const asyncPayloadLimitBytes = 1024 * 1024;

const reportedError = z.object({
  errorType: z.string().default('Error'),
  errorMessage: z.string().default(''),
  trace: z.array(z.string()).optional(),
});

/** The error as the runtime client reported it: `{ errorType, errorMessage, trace }`. */
export function reported(body: string): FunctionResult {
  return { functionError: reportedError.parse(JSON.parse(body)) };
}

export function timedOut(requestId: string, timeoutSeconds: number): FunctionResult {
  return platformError(
    requestId,
    'Sandbox.Timedout',
    `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  );
}

/** Lambda's kernel kills a function that passes its memory; the thread's heap limit stands in for it. */
export function outOfMemory(requestId: string): FunctionResult {
  return platformError(requestId, 'Runtime.OutOfMemory', 'Runtime exited with error: signal: killed');
}

export function exited(requestId: string, code: number): FunctionResult {
  const reason =
    code === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: exit status ${code}`;
  return platformError(requestId, 'Runtime.ExitError', reason);
}

export function responseTooLarge(bytes: number): FunctionResult {
  return {
    functionError: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${payloadLimitBytes} bytes).`,
    },
  };
}

function platformError(requestId: string, errorType: string, reason: string): FunctionResult {
  return { functionError: { errorType, errorMessage: `RequestId: ${requestId} Error: ${reason}` } };
}
