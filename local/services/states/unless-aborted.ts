import { RuntimeError } from './language/task-error.ts';

/** Rejects at once when the signal aborts. The interpreter keeps a task's timer until the task's promise settles. */
export async function unlessAborted<Result>(run: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(new RuntimeError('The execution has ended.'));
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([run, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
