import { useState } from 'preact/hooks';
import { recordFailure, recordSuccess } from './connection.ts';

/** A call that a user starts, such as a deletion. */
export interface Action<Arguments extends readonly unknown[]> {
  readonly isRunning: boolean;
  /** The error of the last run, or null. */
  readonly error: unknown;
  /** Runs the call, unless it is running. Resolves to false if it failed. */
  readonly run: (...args: Arguments) => Promise<boolean>;
  readonly clearError: () => void;
}

/**
 * Returns an action with its state. Its error is shown by `ErrorNote`; a refused key signs out.
 *
 * @example
 * const remove = useAction(async () => { await client.delete(voiceId); refresh(); });
 */
export function useAction<Arguments extends readonly unknown[]>(
  call: (...args: Arguments) => Promise<void>,
): Action<Arguments> {
  const [state, setState] = useState<{ isRunning: boolean; error: unknown }>({
    isRunning: false,
    error: null,
  });
  return {
    ...state,
    clearError: () => setState(({ isRunning }) => ({ isRunning, error: null })),
    run: async (...args) => {
      if (state.isRunning) return false;
      setState({ isRunning: true, error: null });
      try {
        await call(...args);
        recordSuccess();
        setState({ isRunning: false, error: null });
        return true;
      } catch (error) {
        recordFailure(error);
        setState({ isRunning: false, error });
        return false;
      }
    },
  };
}
