import type { TimeScale } from '../../core/clock.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import type { Declaration, Identity, LocalService, Refusal, Resource } from '../../core/service.ts';
import { type FirePorts, fire } from './fire.ts';
import { groupArn, readSchedule, refusalsOfSchedule, type Schedule, scheduleArn } from './schedule.ts';
import { type Pending, ScheduleStore } from './schedule-store.ts';
import { scheduleGroupSupport, scheduleSupport } from './support.ts';

export interface SchedulerOptions extends FirePorts {
  /** Holds `schedules.sqlite`. */
  readonly stateFolder: string;
  readonly timeScale: TimeScale;
  readonly clock?: Clock;
}

/** JavaScript fires a longer timer at once. */
const longestTimerMilliseconds = 2 ** 31 - 1;

/**
 * EventBridge Scheduler: each enabled schedule fires when its expression says, at least once, also over restarts; of the
 * fires that were due while nothing ran, one is made up for.
 *
 * The time scale divides the distance from one occurrence to the next, for `cron` and `at` as for `rate`: a `cron` of
 * every night, sixty times faster, fires every 24 minutes, first after a sixtieth of the time until that night. What a
 * target is told as the scheduled time is when the fire was really due, not the night it stands for.
 */
export class SchedulerService implements LocalService {
  readonly name = 'scheduler';
  readonly resources = {
    'AWS::Scheduler::Schedule': scheduleSupport,
    'AWS::Scheduler::ScheduleGroup': scheduleGroupSupport,
  };
  readonly #options: SchedulerOptions;
  readonly #clock: Clock;
  readonly #identities = new Identities();
  readonly #schedules: Schedule[] = [];
  readonly #atStart = new Set<Schedule>();
  readonly #stopping = new AbortController();
  #running: Promise<void>[] = [];
  #store: ScheduleStore | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  async start(): Promise<void> {
    this.#store = new ScheduleStore(this.#options.stateFolder);
  }

  identify(declaration: Declaration): Identity {
    const name = physicalName(declaration, 'Name', 64);
    const group = declaration.literals.GroupName;
    const arn =
      declaration.type === 'AWS::Scheduler::ScheduleGroup'
        ? groupArn(name)
        : scheduleArn(typeof group === 'string' ? group : 'default', name);
    return this.#identities.set(declaration, { ref: name, attributes: { Arn: arn } });
  }

  findRefusals(resource: Resource): readonly Refusal[] {
    return resource.type === 'AWS::Scheduler::Schedule' ? refusalsOfSchedule(resource) : [];
  }

  async deploy(resource: Resource): Promise<void> {
    const { ref: name } = this.#identities.get(resource);
    refuseComputedName(resource, 'Name', name);
    if (resource.type === 'AWS::Scheduler::Schedule') this.#schedules.push(readSchedule(resource, name));
  }

  /**
   * Has enabled schedules fire at this start, once, whenever they are due otherwise.
   * @param reference a schedule's name, or its target's ARN
   * @returns how many are meant
   */
  fireAtStart(reference: string): number {
    const meant = this.#schedules.filter(({ name, targetArn }) => [name, targetArn].includes(reference));
    for (const schedule of meant) this.#atStart.add(schedule);
    return meant.length;
  }

  async ready(): Promise<void> {
    const enabled = this.#schedules.filter((schedule) => schedule.enabled);
    this.#running = enabled.map((schedule) => this.#run(schedule));
  }

  /** What is due by now is at the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
    this.#store?.close();
    this.#store = undefined;
  }

  async #run(schedule: Schedule): Promise<void> {
    const { signal } = this.#stopping;
    const stored = this.#stored().find(schedule.name, this.#definition(schedule));
    let pending = stored === undefined ? this.#first(schedule) : stored;
    const now = this.#clock.now();
    if (this.#atStart.has(schedule) && !(pending !== null && pending.fireAt <= now)) {
      await fire(schedule, now, this.#options);
    }
    this.#save(schedule, pending);
    while (pending !== null) {
      await this.#sleepUntil(pending.fireAt);
      if (signal.aborted) return;
      await fire(schedule, pending.fireAt, this.#options);
      pending = this.#next(schedule, pending);
      this.#save(schedule, pending);
    }
  }

  #first(schedule: Schedule): Pending | null {
    const now = this.#clock.now();
    return this.#pending(schedule, schedule.recurrence.first(now, schedule.startDate), {
      occurrence: now,
      fireAt: now,
    });
  }

  /** Behind the one that has just fired, and ahead of what the scaled clock shows by now: missed ones are left out. */
  #next(schedule: Schedule, last: Pending): Pending | null {
    const late = Math.max(0, this.#clock.now() - last.fireAt);
    const now = last.occurrence + late * this.#options.timeScale.factor;
    return this.#pending(schedule, schedule.recurrence.next(last.occurrence, now), last);
  }

  #pending({ endDate }: Schedule, occurrence: number | undefined, last: Pending): Pending | null {
    if (occurrence === undefined || (endDate !== undefined && occurrence > endDate)) return null;
    const distance = this.#options.timeScale.scale(occurrence - last.occurrence);
    return { occurrence, fireAt: last.fireAt + distance };
  }

  async #sleepUntil(time: number): Promise<void> {
    const { signal } = this.#stopping;
    for (let rest = time - this.#clock.now(); rest > 0 && !signal.aborted; rest = time - this.#clock.now()) {
      await this.#clock.sleep(Math.min(rest, longestTimerMilliseconds), signal);
    }
  }

  #save(schedule: Schedule, pending: Pending | null): void {
    this.#stored().save(schedule.name, this.#definition(schedule), pending);
  }

  /** With another time scale the times on disk mean something else. */
  #definition({ definition }: Schedule): string {
    return `${definition} / ${this.#options.timeScale.factor}`;
  }

  #stored(): ScheduleStore {
    if (this.#store === undefined) throw new Error('The scheduler has not been started.');
    return this.#store;
  }
}
