import type { HistoryThread } from './history/history.ts';
import { isJsonObject, type Json, listOf } from './language/definition.ts';
import { RuntimeError } from './language/task-error.ts';
import type { ItemContext } from './step.ts';

/** The `Resource` of a compiled Map or Parallel state. */
export const compoundResource = 'local:compound';

/** The number of iterations of a Map state that run at once if it does not limit them. */
const defaultConcurrency = 40;

/** The machines inside a Map or Parallel state, and the input of each. */
export interface Run {
  readonly machine: number;
  readonly input: () => Promise<Json>;
}

/** Runs a machine inside the state to its end. @throws the error of its failed state */
export type RunInner = (run: Run, thread: HistoryThread, signal: AbortSignal) => Promise<Json>;

/** The evaluated `Parameters` of a compiled Map state. */
interface MapInput {
  readonly items: Json[];
  readonly maxConcurrency: number;
}

export interface CompoundPorts {
  readonly thread: HistoryThread;
  readonly runInner: RunInner;
  /** Aborts when the state is ended from outside. */
  readonly signal: AbortSignal;
}

/** The history of the iterations of a Map state, or of the branches of a Parallel state. */
interface Events {
  /** Adds the start of a run, and returns its thread. @param after the last event of the run before it in its slot */
  readonly start: (index: number, after: number) => HistoryThread;
  readonly succeed: (index: number, thread: HistoryThread) => void;
  readonly fail: (index: number, thread: HistoryThread) => void;
  readonly abort: (index: number, thread: HistoryThread, after: number) => void;
}

/** Runs the iterations of a Map state. @param select returns the input of an item */
export async function runMap(
  name: string,
  input: Json,
  select: (item: ItemContext) => Promise<Json>,
  { thread, runInner, signal }: CompoundPorts,
): Promise<Json> {
  const { items, maxConcurrency } = mapInputOf(input);
  thread.add('MapStateStarted', () => ({ mapStateStartedEventDetails: { length: items.length } }));
  const iteration = (event: string, index: number) => () => ({
    [`mapIteration${event}EventDetails`]: { name, index },
  });
  const events: Events = {
    start(index, after) {
      const started = thread.fork(after);
      started.add('MapIterationStarted', iteration('Started', index));
      return started;
    },
    // The first iteration after it names the event before it, but the end of the state names it.
    succeed: (index, run) =>
      thread.join(run.addAside('MapIterationSucceeded', iteration('Succeeded', index))),
    fail: (index, run) => run.addAside('MapIterationFailed', iteration('Failed', index)),
    abort: (index, run, after) => run.fork(after).add('MapIterationAborted', iteration('Aborted', index)),
  };
  const runs = items.map((value, Index) => ({ machine: 0, input: () => select({ Index, Value: value }) }));
  const output = await runAll(runs, maxConcurrency || defaultConcurrency, events, {
    thread,
    runInner,
    signal,
  });
  thread.addAside('MapStateSucceeded');
  return output;
}

/** Runs the branches of a Parallel state. */
export async function runParallel(
  branches: number,
  input: Json,
  { thread, runInner, signal }: CompoundPorts,
): Promise<Json> {
  thread.add('ParallelStateStarted');
  const events: Events = {
    start: (_index, after) => thread.fork(after),
    succeed: (_index, run) => thread.join(run.last),
    fail: () => undefined,
    abort: () => undefined,
  };
  const runs = Array.from({ length: branches }, (_, machine) => ({ machine, input: async () => input }));
  const output = await runAll(runs, branches, events, { thread, runInner, signal });
  thread.addAside('ParallelStateSucceeded');
  return output;
}

/** Runs all, a number of them at once. The first failure aborts those that run, and no other one starts. */
async function runAll(
  runs: readonly Run[],
  concurrency: number,
  events: Events,
  { thread, runInner, signal }: CompoundPorts,
): Promise<Json[]> {
  const started = thread.last;
  const siblings = new AbortController();
  const running = new Map<number, HistoryThread>();
  const outputs: Json[] = [];
  const waiting = runs.entries();
  const slot = async () => {
    let after = started;
    for (const [index, run] of waiting) {
      if (siblings.signal.aborted || signal.aborted) return;
      const own = events.start(index, after);
      running.set(index, own);
      try {
        outputs[index] = await runInner(run, own, AbortSignal.any([siblings.signal, signal]));
      } catch (error) {
        if (!siblings.signal.aborted && !signal.aborted) failAll(index, own);
        throw error;
      }
      if (siblings.signal.aborted || signal.aborted) return;
      running.delete(index);
      after = own.last;
      events.succeed(index, own);
    }
  };
  const failAll = (failed: number, own: HistoryThread) => {
    siblings.abort();
    running.delete(failed);
    events.fail(failed, own);
    for (const [index, run] of running) {
      if (run.stateType !== undefined) run.fork(own.last).add(`${run.stateType}StateAborted`);
      events.abort(index, run, own.last);
    }
    thread.join(own.last);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, runs.length) }, slot));
  return outputs;
}

function mapInputOf(input: Json): MapInput {
  const { items = null, maxConcurrency = 0 } = isJsonObject(input) ? input : {};
  if (!Array.isArray(items)) {
    throw new RuntimeError(
      'Input of Map state must be an array or ItemsPath property must point to an array',
    );
  }
  const isCount = Number.isInteger(maxConcurrency) && Number(maxConcurrency) >= 0;
  if (!isCount) {
    const found = JSON.stringify(maxConcurrency);
    throw new RuntimeError(`MaxConcurrencyPath evaluated to ${found}, but expected an integer >= 0`);
  }
  return { items: listOf(items), maxConcurrency: Number(maxConcurrency) };
}
