import { type CompletedCall, isThrottled, slotMilliseconds } from '../dashscope/index.ts';
import { measure } from '../metrics.ts';
import type { Log } from '../platform/log.ts';
import type { Measurement } from '../platform/metrics.ts';
import { answerFields } from './answer-fields.ts';

/**
 * Returns an observer that writes one line for each call to the provider, with its metrics.
 *
 * @param share this deployment's part of the account's rate
 */
export function callLogger(log: Log, share: number): (call: CompletedCall) => void {
  return (call) => {
    const { operation, family, scope, providerVoiceId, subject, milliseconds, error, requestId } = call;
    log.info(
      'provider call',
      {
        ...subject,
        operation,
        family,
        scope,
        outcome: error?.kind ?? 'done',
        ...(providerVoiceId !== null && { providerVoiceId }),
        ...(milliseconds !== null && { milliseconds }),
        ...(requestId !== null && { providerRequestId: requestId }),
        ...answerFields(error),
      },
      milliseconds === null ? [] : measurementsOf(call, milliseconds, share),
    );
  };
}

function measurementsOf(
  { operation, family, error }: CompletedCall,
  milliseconds: number,
  share: number,
): Measurement[] {
  return [
    measure('providerLatency', milliseconds, operation),
    measure('budgetUsed', slotMilliseconds(family, share), family),
    ...(error ? [measure('providerErrors', 1, error.kind)] : []),
    ...(error && isThrottled(error) ? [measure('providerThrottles', 1)] : []),
  ];
}
