import type { FunctionResult } from '../../core/ports.ts';
import type { PendingInvocation } from './async-invocation-store.ts';
import { functionArn } from './function-configuration.ts';

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';

/**
 * Returns the message that the destination of an asynchronous invocation receives.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function destinationRecord(
  invocation: PendingInvocation,
  condition: Condition,
  result: FunctionResult | undefined,
): string {
  const failed = result !== undefined && 'functionError' in result;
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: invocation.requestId,
      functionArn: `${functionArn(invocation.functionName)}:$LATEST`,
      condition,
      approximateInvokeCount: invocation.failures + (condition === 'Success' ? 1 : 0),
    },
    requestPayload: JSON.parse(invocation.payload),
    ...(result === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(failed ? { functionError: 'Unhandled' } : {}),
          },
          responsePayload: failed ? result.functionError : result.payload,
        }),
  });
}

/** Returns the message attributes that a function's dead-letter queue receives with the event. */
export function deadLetterAttributes(
  invocation: PendingInvocation,
  result: FunctionResult | undefined,
): Readonly<Record<string, string>> {
  const message = result !== undefined && 'functionError' in result ? result.functionError.errorMessage : '';
  return {
    RequestID: invocation.requestId,
    ErrorCode: '200',
    // Lambda truncates the message to 1 KB, and SQS refuses an empty attribute.
    ErrorMessage: message.slice(0, 1024) || 'Unknown',
  };
}
