import { performance } from 'node:perf_hooks';
import type { Clock } from '../../local/core/clock.ts';

/** Milliseconds. */
const tick = 1;
const longestStep = 2;
/** Factor of the clock's speed during work, and the idle milliseconds after which a piece of work does not slow it. */
const workingSpeed = 0.05;
const longestWork = 500;
/** Ticks in a row without any activity, after which nothing can happen before a sleeper wakes. */
const quietTicks = 8;
/** Milliseconds that a tick without activity takes at most. */
const longestQuietTick = 0.3;

interface Sleeper {
  until: number;
  readonly wake: () => void;
}

interface RuledTimer {
  ref(): RuledTimer;
  unref(): RuledTimer;
  hasRef(): boolean;
  refresh(): RuledTimer;
  close(): RuledTimer;
}

/** A piece of work, with the idle milliseconds of the process at its beginning. */
interface Work {
  readonly idleAtBegin: number;
}

/**
 * A clock that runs `speed` times faster than the idle time of this process: it advances only while the event loop has
 * nothing to do, and slowly while it has nothing to do during a piece of work. On a loaded machine the functions and the
 * engine take longer, and no claim, lease or deadline of the workflow may expire because of that. While nothing happens,
 * the clock jumps to the next moment at which a sleeper wakes.
 */
export class PatientClock implements Clock {
  #start = Date.now();
  readonly #speed: number;
  readonly #timer: NodeJS.Timeout;
  readonly #sleepers = new Set<Sleeper>();
  readonly #works = new Set<Work>();
  /** Milliseconds for which the process was idle, at most `longestStep` in a row. */
  #idle = 0;
  #lastIdle = idleMilliseconds();
  #lastTick = performance.now();
  /** Number of the last ticks in which nothing happened. */
  #quiet = 0;
  #restoreTimers: () => unknown = () => undefined;
  /** The milliseconds of this clock, before they are multiplied by its speed. */
  #elapsed = 0;

  constructor(speed: number) {
    this.#speed = speed;
    this.#timer = setInterval(() => this.#advance(), tick).unref();
  }

  /** Never behind the machine's clock, from which tests take times in the past. Moves forward as a whole if it is. */
  now(): number {
    const time = Math.floor(this.#start + this.#elapsed * this.#speed);
    const behind = Math.max(0, Date.now() - time);
    this.#start += behind;
    return time + behind;
  }

  /** Runs slowly until the work ends, or until the process was idle for so long that the work must be waiting. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const entry = { idleAtBegin: this.#idle };
    this.#works.add(entry);
    try {
      return await work();
    } finally {
      this.#works.delete(entry);
    }
  }

  /** @param milliseconds real time, not time of the faster clock; the caller has scaled it */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = { until: this.#elapsed + milliseconds, wake: () => end() };
      const end = () => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', end);
        resolve();
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  /**
   * Makes `setTimeout` wait on this clock until it stops, in milliseconds that are not multiplied by its speed. The
   * interpreter of the state machines takes the time-outs of tasks and the intervals of retries from it, and the clients
   * their time-outs.
   */
  ruleTimers(): void {
    const { setTimeout, clearTimeout } = globalThis;
    const timers = new WeakSet<object>();
    const ruled = (
      fire: (...values: unknown[]) => void,
      milliseconds = 0,
      ...values: unknown[]
    ): RuledTimer => {
      const set = () => {
        sleeper.until = this.#elapsed + Math.max(0, milliseconds);
        this.#sleepers.add(sleeper);
      };
      const sleeper = {
        until: 0,
        wake: () => {
          this.#sleepers.delete(sleeper);
          fire(...values);
        },
      };
      const timer: RuledTimer = {
        ref: () => timer,
        unref: () => timer,
        hasRef: () => false,
        refresh: () => {
          set();
          return timer;
        },
        close: () => {
          this.#sleepers.delete(sleeper);
          return timer;
        },
      };
      set();
      timers.add(timer);
      return timer;
    };
    const isRuled = (timer: unknown): timer is RuledTimer =>
      typeof timer === 'object' && timer !== null && timers.has(timer);
    Object.assign(globalThis, {
      setTimeout: ruled,
      clearTimeout: (timer: unknown) =>
        isRuled(timer) ? void timer.close() : Reflect.apply(clearTimeout, globalThis, [timer]),
    });
    this.#restoreTimers = () => Object.assign(globalThis, { setTimeout, clearTimeout });
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#restoreTimers();
  }

  #advance(): void {
    const idle = idleMilliseconds();
    const now = performance.now();
    const step = Math.min(idle - this.#lastIdle, longestStep);
    const busy = now - this.#lastTick - (idle - this.#lastIdle);
    this.#lastIdle = idle;
    this.#lastTick = now;
    this.#idle += step;
    this.#elapsed += step * (this.#isWorking() ? workingSpeed : 1);
    this.#quiet = busy > longestQuietTick || this.#isWorking() ? 0 : this.#quiet + 1;
    if (this.#quiet >= quietTicks && !isReadingFiles()) this.#jump();
    const due = [...this.#sleepers].filter(({ until }) => until <= this.#elapsed);
    for (const sleeper of due.sort((one, other) => one.until - other.until)) {
      // A sleeper that was woken before may have cleared this one.
      if (this.#sleepers.has(sleeper)) sleeper.wake();
    }
  }

  #jump(): void {
    const next = Math.min(...[...this.#sleepers].map(({ until }) => until));
    if (Number.isFinite(next)) this.#elapsed = Math.max(this.#elapsed, next);
  }

  #isWorking(): boolean {
    for (const { idleAtBegin } of this.#works) if (this.#idle - idleAtBegin < longestWork) return true;
    return false;
  }
}

/** Returns the time for which the event loop has waited since the process began. */
function idleMilliseconds(): number {
  return performance.eventLoopUtilization().idle;
}

/** Returns whether a call of the file system waits for a thread. */
function isReadingFiles(): boolean {
  return process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
}
