import { useEffect, useRef, useState } from 'preact/hooks';
import { recordFailure, recordSuccess } from './connection.ts';
import type { KeptValue } from './kept-value.ts';
import { type LiveClock, LiveLoop } from './live-loop.ts';

/** A value that the page keeps up to date. */
export interface Live<Value> {
  /** Undefined until the first load has succeeded. It stays when later loads fail. */
  readonly data: Value | undefined;
  /** The error of the last load, or null. The banner of the page reports a lost connection. */
  readonly error: unknown;
  /** Loads now, for example after an action. */
  readonly refresh: () => void;
}

/** Timers of the browser, and the visibility of the page. */
export const browserClock: LiveClock = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  isHidden: () => document.visibilityState === 'hidden',
};

export interface LiveOptions<Value> {
  /** Compares a value with the previous one. @default their JSON is compared */
  readonly isSame?: (value: Value, previous: Value) => boolean;
  /** Keeps the value for a user who returns to the page, under this id. */
  readonly keptAs?: { readonly kept: KeptValue<Value>; readonly id: string };
}

/**
 * Loads a value and keeps it up to date while the component is shown, with one load at a time.
 *
 * @param load gets the value of the last load, and may load only what has changed since. Without changes it returns that value.
 * @param deps values that `load` uses; when one changes, the value is loaded from the beginning
 *
 * @example
 * const { data, refresh } = useLive((signal) => client.get(voiceId, { signal }), [client, voiceId]);
 */
export function useLive<Value>(
  load: (signal: AbortSignal, previous: Value | undefined) => Promise<Value>,
  deps: readonly unknown[],
  { isSame, keptAs }: LiveOptions<Value> = {},
): Live<Value> {
  const [state, setState] = useState<Pick<Live<Value>, 'data' | 'error'>>(() => ({
    data: keptAs?.kept.read(keptAs.id),
    error: null,
  }));
  const latest = useRef(load);
  latest.current = load;
  const loop = useRef<LiveLoop<Value> | null>(null);
  useEffect(() => {
    const initial = keptAs?.kept.read(keptAs.id);
    setState((shown) =>
      shown.error === null && Object.is(shown.data, initial) ? shown : { data: initial, error: null },
    );
    const running = new LiveLoop<Value>({
      load: (signal, previous) => latest.current(signal, previous),
      onValue: (data) => {
        recordSuccess();
        keptAs?.kept.keep(keptAs.id, data);
        setState((shown) =>
          shown.error === null && Object.is(shown.data, data) ? shown : { data, error: null },
        );
      },
      onError: (error) => {
        const mayRecover = recordFailure(error);
        setState(({ data }) => ({ data, error }));
        return mayRecover;
      },
      clock: browserClock,
      initial,
      ...(isSame && { isSame }),
    });
    loop.current = running;
    const wake = () => {
      if (!browserClock.isHidden()) running.refresh();
    };
    running.start();
    document.addEventListener('visibilitychange', wake);
    addEventListener('online', wake);
    return () => {
      running.stop();
      document.removeEventListener('visibilitychange', wake);
      removeEventListener('online', wake);
    };
  }, deps);
  return { ...state, refresh: () => loop.current?.refresh() };
}
