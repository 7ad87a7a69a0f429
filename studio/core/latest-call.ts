import type { LiveClock } from './live-loop.ts';

export interface LatestCallOptions<Input, Result> {
  readonly call: (input: Input, signal: AbortSignal) => Promise<Result>;
  readonly onResult: (result: Result, input: Input) => void;
  readonly onError: (error: unknown, input: Input) => void;
  readonly clock: Pick<LiveClock, 'after'>;
  /** Wait after the last input, in milliseconds. */
  readonly delayMs: number;
}

/**
 * Calls a function with the latest of several inputs: a while after the last one, with at most one call in flight. A newer
 * input aborts the call of an older one, whose outcome is then ignored.
 */
export class LatestCall<Input, Result> {
  readonly #options: LatestCallOptions<Input, Result>;
  #cancelTimer = () => {};
  #running: AbortController | null = null;

  constructor(options: LatestCallOptions<Input, Result>) {
    this.#options = options;
  }

  /** Replaces the input. */
  request(input: Input): void {
    this.cancel();
    this.#cancelTimer = this.#options.clock.after(this.#options.delayMs, () => void this.#run(input));
  }

  /** Drops the input and aborts its call. */
  cancel(): void {
    this.#cancelTimer();
    this.#running?.abort();
    this.#running = null;
  }

  async #run(input: Input): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    const { call, onResult, onError } = this.#options;
    try {
      const result = await call(input, running.signal);
      if (!running.signal.aborted) onResult(result, input);
    } catch (error) {
      if (!running.signal.aborted) onError(error, input);
    }
  }
}
