import { type Clock, systemClock, type TimeScale } from '../../core/clock.ts';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import type { OperationRegistry, QueueDepths, StorageFailureReporter } from '../../core/ports.ts';
import type { Observer, RunnerEvent } from '../../core/runner-event.ts';
import type { Declaration, Identity, LocalService, Refusal, Resource } from '../../core/service.ts';
import { checkedOperations } from '../../models/operation-checks.ts';
import { cloudWatchRules } from './access-rules.ts';
import { alarmArn, alarmOperations } from './alarm-api.ts';
import { NotEvaluatedError, readAlarm } from './alarm-definition.ts';
import { AlarmStore, type StoredAlarms } from './alarm-store.ts';
import { Alarms } from './alarms.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import type { Metric } from './metric.ts';
import { MetricStore } from './metric-store.ts';
import { readPutMetricData } from './put-metric-data.ts';
import { recordQueueMetrics } from './queue-metrics.ts';
import { recordServiceMetrics } from './service-metrics.ts';
import { alarmSupport } from './support.ts';

export interface CloudWatchOptions {
  /** The folder of `alarms.json`. */
  readonly stateFolder: string;
  readonly registry: OperationRegistry;
  readonly queues: QueueDepths;
  readonly timeScale: TimeScale;
  readonly observer: Observer;
  readonly reportStorageFailure?: StorageFailureReporter;
  readonly clock?: Clock;
}

const minuteMilliseconds = 60_000;
/** The shortest real time between two evaluations, for high time scales. */
const minEvaluationMilliseconds = 50;
/** The longest real time for which new data points exist in memory only. */
const saveEveryMilliseconds = 60_000;

/**
 * CloudWatch. It keeps the metrics that alarms of the stack watch, evaluates the alarms every minute, and reports each
 * change of a state. The time scale divides the minute. States survive a restart. After a kill, the data points of the last
 * minute are missing.
 */
export class CloudWatchService implements LocalService {
  readonly name = 'cloudwatch';
  readonly resources = { 'AWS::CloudWatch::Alarm': alarmSupport };
  readonly #options: CloudWatchOptions;
  readonly #clock: Clock;
  readonly #identities = new Identities();
  readonly #metrics = new MetricStore();
  readonly #alarms: Alarms;
  readonly #stopping = new AbortController();
  /** Matches a line of a log that contains the name of a watched metric. */
  #embedded: RegExp | undefined;
  #store: AlarmStore | undefined;
  #stored: StoredAlarms | undefined;
  #savedAt = 0;
  /** True if values were recorded since the last save. Depths of queues do not count, because they are read each minute. */
  #hasNewValues = false;
  #running: Promise<void> | undefined;

  constructor(options: CloudWatchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#alarms = new Alarms(this.#metrics, options.observer);
  }

  async start(): Promise<void> {
    this.#store = new AlarmStore(this.#options.stateFolder);
    this.#stored = this.#store.read();
    const operations = checkedOperations('cloudwatch', {
      ...alarmOperations(this.#alarms, () => this.#clock.now()),
      PutMetricData: async (input) => this.#putMetricData(input),
    });
    const rules = cloudWatchRules(Object.keys(operations));
    this.#options.registry.serve('GraniteServiceVersion20100801', operations, rules);
  }

  identify(declaration: Declaration): Identity {
    const name = physicalName(declaration, 'AlarmName', 255);
    return this.#identities.set(declaration, { ref: name, attributes: { Arn: alarmArn(name) } });
  }

  findRefusals(resource: Resource): readonly Refusal[] {
    try {
      readAlarm(resource, resource.logicalId);
    } catch (error) {
      if (error instanceof UnsupportedResourceError)
        return [{ property: error.property, reason: error.message }];
      if (!(error instanceof NotEvaluatedError)) throw error;
    }
    return [];
  }

  findReasonToIgnore(resource: Resource): string | undefined {
    try {
      readAlarm(resource, resource.logicalId);
    } catch (error) {
      if (error instanceof NotEvaluatedError) return error.message;
    }
    return undefined;
  }

  async deploy(resource: Resource): Promise<void> {
    if (this.findReasonToIgnore(resource) !== undefined) return;
    const { ref: name } = this.#identities.get(resource);
    refuseComputedName(resource, 'AlarmName', name);
    this.#alarms.add(readAlarm(resource, name), this.#clock.now(), this.#stored?.alarms[name]);
  }

  async remove(_type: string, name: string): Promise<undefined> {
    const stored = this.#store?.read();
    if (stored === undefined) return;
    const { [name]: _removed, ...alarms } = stored.alarms;
    this.#store?.write({ ...stored, alarms });
  }

  async ready(): Promise<void> {
    if (this.#stored?.factor === this.#options.timeScale.factor) this.#metrics.restore(this.#stored.metrics);
    this.#stored = undefined;
    const names = this.#metrics.customNames();
    if (names.length > 0) this.#embedded = new RegExp(names.map(escapeForRegExp).join('|'));
    if (this.#alarms.all.length > 0) this.#running = this.#evaluateEachMinute();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    if (this.#running !== undefined) this.#save();
    this.#running = undefined;
  }

  /** Records the metrics of an event. It is called for every event of the runner. */
  observe(event: RunnerEvent): void {
    if (event.kind === 'functionLog') this.#recordLine(event.line);
    recordServiceMetrics(event, (namespace, name, dimensions, value) => {
      if (this.#metrics.isWatched(namespace, name)) this.#record({ namespace, name, dimensions }, value);
    });
  }

  #recordLine(line: string): void {
    if (this.#embedded?.test(line) !== true) return;
    for (const { metric, value, timestamp } of embeddedMetrics(line)) this.#record(metric, value, timestamp);
  }

  #putMetricData(input: unknown): object {
    for (const { metric, timestamp, values, summary } of readPutMetricData(input)) {
      const series = this.#metrics.series(metric);
      this.#hasNewValues ||= series !== undefined;
      const minute = this.#minuteOf(timestamp ?? this.#clock.now());
      for (const { value, count } of values) series?.add(minute, value, count);
      if (summary !== undefined) series?.addSet(minute, summary);
    }
    return {};
  }

  #record(metric: Metric, value = 1, timestamp = this.#clock.now()): void {
    const series = this.#metrics.series(metric);
    if (series === undefined) return;
    series.add(this.#minuteOf(timestamp), value);
    this.#hasNewValues = true;
  }

  /** Returns the number of a minute of CloudWatch's clock, which runs faster than real time by the time scale. */
  #minuteOf(milliseconds: number): number {
    return Math.floor((milliseconds * this.#options.timeScale.factor) / minuteMilliseconds);
  }

  async #evaluateEachMinute(): Promise<void> {
    const { signal } = this.#stopping;
    const { timeScale, reportStorageFailure } = this.#options;
    while (!signal.aborted) {
      const next = timeScale.scale((this.#minuteOf(this.#clock.now()) + 1) * minuteMilliseconds);
      await this.#clock.sleep(Math.max(next - this.#clock.now(), minEvaluationMilliseconds), signal);
      if (signal.aborted) return;
      try {
        this.#evaluate();
      } catch (error) {
        if (reportStorageFailure?.(error) !== true) throw error;
        return;
      }
    }
  }

  #evaluate(): void {
    const now = this.#clock.now();
    const minute = this.#minuteOf(now);
    recordQueueMetrics(this.#metrics, this.#options, minute - 1);
    const changed = this.#alarms.evaluateAll(minute, now);
    this.#metrics.prune(minute);
    const isDue = this.#hasNewValues && now - this.#savedAt >= saveEveryMilliseconds;
    if (changed || isDue) this.#save();
  }

  #save(): void {
    this.#savedAt = this.#clock.now();
    this.#hasNewValues = false;
    this.#store?.write({
      alarms: Object.fromEntries(this.#alarms.all.map(({ definition, status }) => [definition.name, status])),
      factor: this.#options.timeScale.factor,
      metrics: this.#metrics.stored(),
    });
  }
}

function escapeForRegExp(text: string): string {
  return text.replace(/[^\w]/g, '\\$&');
}
