import type { Observer } from '../../core/runner-event.ts';
import { type AlarmDefinition, breaches, type Query } from './alarm-definition.ts';
import { type AlarmState, type Breach, evaluate, evaluationRange } from './alarm-evaluation.ts';
import { evaluateExpression, type Points } from './math/evaluate.ts';
import type { MetricStore } from './metric-store.ts';
import { stateReason } from './state-reason.ts';
import { isLowSampleCount } from './statistics.ts';

export interface AlarmStatus {
  readonly state: AlarmState;
  readonly reason: string;
  /** Milliseconds since 1970, at the last change of the state. */
  readonly since: number;
}

export interface Alarm {
  readonly definition: AlarmDefinition;
  readonly status: AlarmStatus;
}

const unchecked = 'Unchecked: Initial alarm creation';

/** The alarms of the stack, with their states. */
export class Alarms {
  readonly #metrics: MetricStore;
  readonly #observer: Observer;
  readonly #alarms = new Map<string, Alarm>();

  constructor(metrics: MetricStore, observer: Observer) {
    this.#metrics = metrics;
    this.#observer = observer;
  }

  /** Adds an alarm. A known status is that of an earlier start. */
  add(definition: AlarmDefinition, now: number, known: AlarmStatus | undefined): void {
    const status = known ?? { state: 'INSUFFICIENT_DATA', reason: unchecked, since: now };
    this.#alarms.set(definition.name, { definition, status });
    const minutes = evaluationRange(definition) * minutesOf(definition);
    for (const query of definition.queries) {
      if ('metric' in query) this.#metrics.watch(query.metric, minutes, query.statistic);
    }
  }

  /** The alarms by name. */
  get all(): readonly Alarm[] {
    return [...this.#alarms.values()];
  }

  find(name: string): Alarm | undefined {
    return this.#alarms.get(name);
  }

  /**
   * Evaluates every alarm. As on AWS, this happens every minute, and periods of several minutes end with that minute.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
   *
   * @param minute the number of the minute that has begun
   * @returns true if a state has changed
   */
  evaluateAll(minute: number, now: number): boolean {
    const changes = this.all.map(({ definition }) => this.#evaluate(definition, minute, now));
    return changes.includes(true);
  }

  /** Sets the state of an alarm until the next evaluation changes it. Returns false for an unknown alarm. */
  setState(name: string, state: AlarmState, reason: string, now: number): boolean {
    const alarm = this.#alarms.get(name);
    if (alarm === undefined) return false;
    this.#change(alarm, { state, reason, since: now });
    return true;
  }

  #evaluate(definition: AlarmDefinition, minute: number, now: number): boolean {
    const alarm = this.#alarms.get(definition.name);
    if (alarm === undefined || this.#isLow(definition, minute)) return false;
    const points = this.#points(definition, minute);
    const range: Breach[] = points.map((point) =>
      point === undefined ? undefined : breaches(point, definition),
    );
    const state = evaluate(range, definition) ?? alarm.status.state;
    if (state === alarm.status.state) return false;
    this.#change(alarm, { state, reason: stateReason(state, points, definition), since: now });
    return true;
  }

  #change({ definition, status }: Alarm, next: AlarmStatus): void {
    this.#alarms.set(definition.name, { definition, status: next });
    if (next.state === status.state) return;
    this.#observer({
      kind: 'alarmChanged',
      alarm: definition.name,
      description: definition.description,
      from: status.state,
      to: next.state,
      reason: next.reason,
      actions: definition.actionsEnabled ? definition.actions[next.state] : [],
    });
  }

  /** Returns the data points of the evaluation range, oldest first. */
  #points(definition: AlarmDefinition, minute: number): Points {
    const { queries, returned, periodSeconds } = definition;
    const points = new Map<string, Points>();
    const metrics = queries.filter((query) => 'metric' in query).map(({ id }) => id);
    for (const query of queries) {
      points.set(
        query.id,
        'metric' in query
          ? this.#series(query, definition, minute)
          : evaluateExpression(query.expression, { points, metrics, periodSeconds }),
      );
    }
    return points.get(returned) ?? [];
  }

  #series(query: Extract<Query, { metric: unknown }>, definition: AlarmDefinition, minute: number): Points {
    const series = this.#metrics.series(query.metric);
    const period = minutesOf(definition);
    const range = evaluationRange(definition);
    return Array.from({ length: range }, (_, index) =>
      series?.statistic(query.statistic, minute - (range - 1 - index) * period, period),
    );
  }

  #isLow(definition: AlarmDefinition, minute: number): boolean {
    if (!definition.ignoresLowSampleCount) return false;
    const minutes = minutesOf(definition) * definition.evaluationPeriods;
    return definition.queries.some((query) => {
      if (!('metric' in query)) return false;
      const count = this.#metrics.series(query.metric)?.count(minute, minutes) ?? 0;
      return isLowSampleCount(query.statistic, count);
    });
  }
}

function minutesOf({ periodSeconds }: AlarmDefinition): number {
  return periodSeconds / 60;
}
