import { percentile, type Statistic } from './statistics.ts';

/** The values of one minute. */
interface Minute {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** The single values. Empty unless an alarm needs a percentile. */
  readonly values: number[];
}

/** The stored form of a series: the minutes, each with its number. */
export type StoredMinutes = readonly (readonly [number, Minute])[];

/** The values of one metric with one set of dimensions, in minutes of CloudWatch's clock. */
export class MetricSeries {
  readonly #minutes = new Map<number, Minute>();
  /** The number of minutes that an alarm needs. */
  #kept = 0;
  #keepsValues = false;

  /** Keeps at least the given number of minutes. @param statistic the statistic that an alarm takes */
  keep(minutes: number, statistic: Statistic): void {
    this.#kept = Math.max(this.#kept, minutes);
    if (statistic.kind === 'percentile') this.#keepsValues = true;
  }

  /** @param minute the number of minutes since 1970 */
  add(minute: number, value: number, times = 1): void {
    this.addSet(minute, { count: times, sum: value * times, min: value, max: value });
    if (!this.#keepsValues) return;
    const { values } = this.#at(minute);
    for (let time = 0; time < times; time += 1) values.push(value);
  }

  /** Adds values of which only the summary is known. They count in no percentile. */
  addSet(minute: number, added: Omit<Minute, 'values'>): void {
    const entry = this.#at(minute);
    entry.count += added.count;
    entry.sum += added.sum;
    entry.min = Math.min(entry.min, added.min);
    entry.max = Math.max(entry.max, added.max);
  }

  /** Returns the statistic of a period, or undefined without data. @param end the minute after the last one */
  statistic({ kind, rank }: Statistic, end: number, minutes: number): number | undefined {
    const period = this.#period(end, minutes);
    const count = period.reduce((sum, entry) => sum + entry.count, 0);
    if (count === 0) return undefined;
    const sum = period.reduce((total, entry) => total + entry.sum, 0);
    switch (kind) {
      case 'SampleCount':
        return count;
      case 'Sum':
        return sum;
      case 'Average':
        return sum / count;
      case 'Minimum':
        return Math.min(...period.map(({ min }) => min));
      case 'Maximum':
        return Math.max(...period.map(({ max }) => max));
      case 'percentile':
        return percentile(
          period.flatMap(({ values }) => values),
          rank,
        );
    }
  }

  /** Returns the number of values of a period. */
  count(end: number, minutes: number): number {
    return this.#period(end, minutes).reduce((sum, entry) => sum + entry.count, 0);
  }

  /** Removes the minutes that no alarm needs any more. */
  prune(now: number): void {
    for (const minute of this.#minutes.keys()) if (minute < now - this.#kept) this.#minutes.delete(minute);
  }

  stored(): StoredMinutes {
    return [...this.#minutes];
  }

  restore(minutes: StoredMinutes): void {
    for (const [minute, entry] of minutes) this.#minutes.set(minute, entry);
  }

  #at(minute: number): Minute {
    const existing = this.#minutes.get(minute);
    if (existing !== undefined) return existing;
    const created = {
      count: 0,
      sum: 0,
      min: Number.POSITIVE_INFINITY,
      max: Number.NEGATIVE_INFINITY,
      values: [],
    };
    this.#minutes.set(minute, created);
    return created;
  }

  #period(end: number, minutes: number): Minute[] {
    if (this.#minutes.size === 0) return [];
    const found: Minute[] = [];
    for (let minute = end - minutes; minute < end; minute += 1) {
      const entry = this.#minutes.get(minute);
      if (entry !== undefined) found.push(entry);
    }
    return found;
  }
}
