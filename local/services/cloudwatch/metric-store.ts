import { type Metric, metricKey } from './metric.ts';
import { MetricSeries, type StoredMinutes } from './metric-series.ts';
import type { Statistic } from './statistics.ts';

/** A metric that an alarm watches. */
interface WatchedMetric extends Metric {
  readonly series: MetricSeries;
}

/** The metrics that alarms watch. Values of other metrics are discarded. */
export class MetricStore {
  readonly #watched = new Map<string, WatchedMetric>();
  readonly #names = new Set<string>();

  watch(metric: Metric, minutes: number, statistic: Statistic): void {
    const key = metricKey(metric);
    const series = this.series(metric) ?? new MetricSeries();
    series.keep(minutes, statistic);
    this.#watched.set(key, { ...metric, series });
    this.#names.add(nameKey(metric.namespace, metric.name));
  }

  /** Returns true if an alarm watches a metric of the name. */
  isWatched(namespace: string, name: string): boolean {
    return this.#names.has(nameKey(namespace, name));
  }

  series(metric: Metric): MetricSeries | undefined {
    return this.#watched.get(metricKey(metric))?.series;
  }

  watchedIn(namespace: string): WatchedMetric[] {
    return [...this.#watched.values()].filter((metric) => metric.namespace === namespace);
  }

  /** Returns the names of the watched metrics that no AWS service sends. */
  customNames(): string[] {
    const custom = [...this.#watched.values()].filter(({ namespace }) => !namespace.startsWith('AWS/'));
    return [...new Set(custom.map(({ name }) => name))];
  }

  prune(minute: number): void {
    for (const { series } of this.#watched.values()) series.prune(minute);
  }

  stored(): Record<string, StoredMinutes> {
    return Object.fromEntries([...this.#watched].map(([key, { series }]) => [key, series.stored()]));
  }

  /** Restores the minutes of an earlier start. Those of metrics that no alarm watches any more are dropped. */
  restore(stored: Readonly<Record<string, StoredMinutes>>): void {
    for (const [key, minutes] of Object.entries(stored)) this.#watched.get(key)?.series.restore(minutes);
  }
}

function nameKey(namespace: string, name: string): string {
  return `${namespace}\n${name}`;
}
