import type { ExecutionEnd, ExecutionRow } from '../execution-store.ts';
import type { Json } from '../language/definition.ts';
import type { EventDetails, HistoryEvent } from './history.ts';

type End = Pick<ExecutionEnd, 'status' | 'output' | 'error' | 'cause'>;

const endTypes: Readonly<Record<End['status'], string>> = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'TimedOut',
  ABORTED: 'Aborted',
};

/** Returns the event of the start of an execution, which is its first one. */
export function startEventOf({ input, startDate }: ExecutionRow, roleArn: string): HistoryEvent {
  const details = { input, inputDetails: { truncated: false }, roleArn };
  return {
    id: 1,
    previousEventId: 0,
    timestamp: startDate,
    type: 'ExecutionStarted',
    details: { executionStartedEventDetails: details },
  };
}

/** Returns the type and the details of the last event of an execution. */
export function endEventOf(end: End): [type: string, details: () => EventDetails] {
  const type = endTypes[end.status];
  return [`Execution${type}`, () => ({ [`execution${type}EventDetails`]: endDetails(end) })];
}

function endDetails({ status, output, error, cause }: End): Readonly<Record<string, Json>> {
  if (status === 'SUCCEEDED') return { output: output ?? '{}', outputDetails: { truncated: false } };
  // AWS names the error of a timed-out execution only in its history.
  if (status === 'TIMED_OUT') return { error: 'States.Timeout' };
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
