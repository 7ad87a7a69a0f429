import { useEffect, useState } from 'preact/hooks';
import { useLocale } from '../core/words.ts';

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Returns a time relative to now, such as "3 minutes ago" or "in 2 hours". */
export function relativeTime(time: Date, now: Date, locale: string): string {
  const seconds = Math.round((time.getTime() - now.getTime()) / 1_000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const [unit, length] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return format.format(Math.trunc(seconds / length), unit);
}

/** A time relative to now. The exact time is shown on hover. It is updated every ten seconds. */
export function Age({ time }: { time: string }) {
  const locale = useLocale();
  const now = useNow();
  const date = new Date(time);
  return (
    <time dateTime={time} title={date.toLocaleString(locale)} class="age">
      {relativeTime(date, now, locale)}
    </time>
  );
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Returns the time, updated by one timer for all components. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const update = () => setNow(new Date());
    listeners.add(update);
    timer ??= setInterval(() => {
      for (const listener of listeners) listener();
    }, 10_000);
    return () => {
      listeners.delete(update);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  return now;
}
