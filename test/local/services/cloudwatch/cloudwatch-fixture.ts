import { timeScale } from '../../../../local/core/clock.ts';
import type { QueueDepth } from '../../../../local/core/ports.ts';
import type { RunnerEvent } from '../../../../local/core/runner-event.ts';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { CloudWatchService } from '../../../../local/services/cloudwatch/cloudwatch-service.ts';
import { access } from '../../../support/local-credentials.ts';
import { EventRecorder } from '../support/event-recorder.ts';
import { deploy } from '../support/resources.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const minuteMs = 60_000;
const startOfTest = Date.parse('2026-01-01T00:00:00Z');

interface FixtureOptions {
  readonly stateFolder: string;
  /** @default 1 */
  readonly factor?: number;
  /** Minutes since the start of the test. @default 0 */
  readonly startMinute?: number;
}

/** The local CloudWatch on a clock that the test moves. */
export class CloudWatchFixture {
  readonly recorder = new EventRecorder();
  readonly server = new AwsJsonServer({ access });
  readonly service: CloudWatchService;
  readonly queues = new Map<string, QueueDepth>();
  readonly #clock: VirtualClock;
  readonly #factor: number;
  #minute: number;

  private constructor({ stateFolder, factor = 1, startMinute = 0 }: FixtureOptions) {
    this.#factor = factor;
    this.#minute = startMinute;
    this.#clock = new VirtualClock(this.#timeOf(startMinute));
    this.service = new CloudWatchService({
      stateFolder,
      registry: this.server,
      queues: { depthOf: (name) => this.queues.get(name) },
      timeScale: timeScale(factor),
      observer: this.recorder.observe,
      clock: this.#clock,
    });
  }

  /** Starts the service with alarms by their logical ids. */
  static async start(
    options: FixtureOptions,
    alarms: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): Promise<CloudWatchFixture> {
    const fixture = new CloudWatchFixture(options);
    await fixture.service.start();
    for (const [logicalId, properties] of Object.entries(alarms)) {
      await deploy(fixture.service, logicalId, 'AWS::CloudWatch::Alarm', {
        AlarmName: logicalId,
        ...properties,
      });
    }
    await fixture.service.ready();
    return fixture;
  }

  observe(event: RunnerEvent): void {
    this.service.observe(event);
  }

  async call(operation: string, input: unknown = {}): Promise<unknown> {
    return this.server.call('GraniteServiceVersion20100801', operation, input);
  }

  async put(MetricName: string, ...values: number[]): Promise<void> {
    const data = values.map((Value) => ({ MetricName, Value }));
    await this.call('PutMetricData', { Namespace: 'Test', MetricData: data });
  }

  /** Moves the clock minute by minute of CloudWatch's time. Each ends with an evaluation. */
  async pass(minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 1) {
      this.#minute += 1;
      await this.#clock.moveTo(this.#timeOf(this.#minute));
    }
    // The evaluation of the last minute runs after its timer.
    await this.#clock.moveTo(this.#timeOf(this.#minute));
  }

  /** The changes so far, such as `Errors ALARM`. */
  get changes(): string[] {
    return this.recorder.ofKind('alarmChanged').map(({ alarm, to }) => `${alarm} ${to}`);
  }

  #timeOf(minute: number): string {
    return new Date(startOfTest + (minute * minuteMs) / this.#factor).toISOString();
  }
}

/** An alarm on the metric `Count` in the namespace `Test`, which three values of 1 a minute raise. */
export const countAlarm = {
  Namespace: 'Test',
  MetricName: 'Count',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 3,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
} as const;
