import { heartbeatTimeout } from './compile.ts';
import type { StepOutcome } from './step.ts';

type Failure = Extract<StepOutcome, { kind: 'failed' }>;

/** Returns the failure of a state as AWS reports it. In the interpreter, an error's name is the Error and its message the Cause. */
export function failureOf(error: unknown, stateType: string): Failure {
  if (!(error instanceof Error)) return { kind: 'failed', error: 'States.Runtime', cause: String(error) };
  switch (error.name) {
    // The interpreter uses this name for a Fail state without an Error, and this text for one without a Cause.
    case 'FailStateError':
      return { kind: 'failed', ...causeOf(error.message) };
    case 'States.NoChoiceMatched':
      return { kind: 'failed', error: 'States.Runtime', cause: noNextState };
    // AWS reports a missing heartbeat as a timeout, but a Retry or Catch can name it.
    case 'States.Timeout':
    case heartbeatTimeout:
      return { kind: 'failed', error: 'States.Timeout' };
    case 'States.Runtime':
      return { kind: 'failed', error: error.name, cause: runtimeCause(error.message, stateType) };
    default:
      return { kind: 'failed', error: error.name, ...causeOf(error.message) };
  }
}

/** AWS documents `States.NoChoiceMatched` but reports this. https://github.com/floci-io/floci/issues/2734 */
const noNextState = 'Failed to transition out of the state. The state does not point to a next state.';

function causeOf(message: string): { readonly cause?: string } {
  return message === '' || message === 'Execution failed because of a Fail state' ? {} : { cause: message };
}

function runtimeCause(message: string, stateType: string): string {
  const path = /^Path expression '(.*)' does not point to a value$/s.exec(message)?.[1];
  if (path === undefined) return message;
  if (stateType === 'Choice') {
    return `Invalid path '${path}': The choice state's condition path references an invalid value.`;
  }
  const names = path.replace(/^\$+/, '').match(/[^.[\]']+/g) ?? [];
  return `Invalid path '${path}' : No results for path: $${names.map((name) => `['${name}']`).join('')}`;
}
