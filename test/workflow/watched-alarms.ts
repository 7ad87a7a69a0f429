import type { Log } from '../../lambdas/shared/platform/log.ts';
import { embedMetrics } from '../../lambdas/shared/platform/metrics.ts';
import { timeScale } from '../../local/core/clock.ts';
import type { Operations } from '../../local/core/ports.ts';
import type { RunnerEvent } from '../../local/core/runner-event.ts';
import type { Resource } from '../../local/core/service.ts';
import { CloudWatchService } from '../../local/services/cloudwatch/cloudwatch-service.ts';
import { deployTo } from '../harness/deployed-stack.ts';
import { VirtualClock } from '../local/services/support/virtual-clock.ts';

const minuteMs = 60_000;
const namePrefix = 'VoiceDesign.VoiceDesign.';
const start = Date.parse('2026-01-01T00:00:00Z');

/**
 * The alarms of the template in the runner's CloudWatch, on a clock that only a test moves. Events and logs count at the
 * time of that clock, so hours pass at once.
 */
export class WatchedAlarms {
  readonly #service: CloudWatchService;
  readonly #clock = new VirtualClock(new Date(start).toISOString());
  readonly #raised = new Set<string>();
  readonly #lasting = new Set<string>();
  readonly #deployment: string;
  #operations: Operations = {};
  #minute = 0;

  /** @param deployment the value of the dimension `Deployment`, which the log of a function has */
  constructor(stateFolder: string, deployment: string) {
    this.#deployment = deployment;
    this.#service = new CloudWatchService({
      stateFolder,
      registry: {
        serve: (_, operations) => {
          this.#operations = operations;
        },
      },
      queues: { depthOf: () => undefined },
      timeScale: timeScale(1),
      observer: (event) => this.#note(event),
      clock: this.#clock,
    });
  }

  async start(alarms: readonly Resource[]): Promise<void> {
    await this.#service.start();
    for (const alarm of alarms) await deployTo(this.#service, alarm);
    await this.#service.ready();
  }

  async stop(): Promise<void> {
    await this.#service.stop();
  }

  observe(event: RunnerEvent): void {
    this.#service.observe(event);
  }

  /** Takes the measurements of a line that a function logs. */
  log(functionName: string, [message, fields, measurements = []]: Parameters<Log['info']>): void {
    const line = { message, ...fields, ...embedMetrics(measurements, this.#deployment, this.#clock.now()) };
    this.observe({ kind: 'functionLog', functionName, line: JSON.stringify(line) });
  }

  async putMetricData(input: unknown): Promise<unknown> {
    return this.#operations.PutMetricData?.(input);
  }

  /** Moves the clock of the alarms, which are evaluated each minute. */
  async pass(minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 1) {
      this.#minute += 1;
      await this.#clock.moveTo(this.#timeOf(this.#minute));
    }
    await this.#clock.moveTo(this.#timeOf(this.#minute));
  }

  /** The names of the alarms that have been raised, without the stack's name. */
  get raised(): string[] {
    return [...this.#raised].sort();
  }

  /** The names of the alarms that have been raised and have not ended. */
  get lasting(): string[] {
    return [...this.#lasting].sort();
  }

  /** Lets everything end that an earlier test has raised, and forgets it. */
  async reset(): Promise<void> {
    await this.pass(8 * 60);
    // An alarm that ignores missing data keeps its state.
    for (const name of this.#lasting) {
      await this.#operations.SetAlarmState?.({
        AlarmName: `${namePrefix}${name}`,
        StateValue: 'OK',
        StateReason: 'The next test starts.',
      });
    }
    this.#raised.clear();
    this.#lasting.clear();
  }

  #note(event: RunnerEvent): void {
    if (event.kind !== 'alarmChanged') return;
    const name = event.alarm.replace(namePrefix, '');
    if (event.to === 'ALARM') {
      this.#raised.add(name);
      this.#lasting.add(name);
    } else this.#lasting.delete(name);
  }

  #timeOf(minute: number): string {
    return new Date(start + minute * minuteMs).toISOString();
  }
}
