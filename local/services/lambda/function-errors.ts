import { z } from 'zod';
import type { FunctionResult } from '../../core/ports.ts';

/** Lambda's limit for the request and the response of a synchronous invocation. */
export const payloadLimitBytes = 6 * 1024 * 1024;
/** Lambda's limit for an asynchronous invocation's payload. */
export const asyncPayloadLimitBytes = 1024 * 1024;

const errorReport = z.object({
  errorType: z.string().default('Error'),
  errorMessage: z.string().default(''),
  trace: z.array(z.string()).optional(),
});

/** Returns an error that the runtime client reported as `{ errorType, errorMessage, trace }`. */
export function reportedError(body: string): FunctionResult {
  return { functionError: errorReport.parse(JSON.parse(body)) };
}

export function timeoutError(requestId: string, timeoutSeconds: number): FunctionResult {
  return platformError(
    requestId,
    'Sandbox.Timedout',
    `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  );
}

/**
 * The error of a function that exceeds its memory, for which Lambda kills the process.
 * https://github.com/awslabs/aws-deployment-framework/issues/758
 */
export function outOfMemoryError(requestId: string): FunctionResult {
  return platformError(requestId, 'Runtime.OutOfMemory', 'Runtime exited with error: signal: killed');
}

export function exitError(requestId: string, code: number): FunctionResult {
  const reason =
    code === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: exit status ${code}`;
  return platformError(requestId, 'Runtime.ExitError', reason);
}

export function responseTooLargeError(bytes: number): FunctionResult {
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
