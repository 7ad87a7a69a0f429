import type { AccessControl } from '../../core/access-control.ts';
import type { TimeScale } from '../../core/clock.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import type { Declaration, Identity, LocalService, Refusal, Resource } from '../../core/service.ts';
import { type DeployedSchedule, type FirePorts, fire } from './fire.ts';
import { groupArn, readSchedule, refusalsOfSchedule, type Schedule, scheduleArn } from './schedule.ts';
import { type NextFire, ScheduleStore } from './schedule-store.ts';
import { scheduleGroupSupport, scheduleSupport } from './support.ts';

export interface SchedulerOptions extends FirePorts {
  /** The folder of `schedules.sqlite`. */
  readonly stateFolder: string;
  readonly access: AccessControl;
  readonly timeScale: TimeScale;
  readonly clock?: Clock;
}

/** The maximum delay of a JavaScript timer. A timer with a longer delay fires at once. */
const maxTimerMilliseconds = 2 ** 31 - 1;

/**
 * EventBridge Scheduler. Each enabled schedule fires at least once for each occurrence of its expression. After a stop, it
 * makes up for one of the missed fires. A schedule of a minute fires at each later start, because the stop has ended the
 * Express executions that it had started.
 *
 * The time scale divides the time between occurrences of `cron` and `at` as well as `rate`. A nightly `cron` with a factor
 * of 60 fires every 24 minutes, and first after a sixtieth of the time until that night. The scheduled time that a target
 * receives is the actual due time of the fire.
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
  readonly #groups = new Set(['default']);
  readonly #schedules: DeployedSchedule[] = [];
  readonly #atStart = new Set<DeployedSchedule>();
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
    if (resource.type === 'AWS::Scheduler::ScheduleGroup') {
      this.#groups.add(name);
      return;
    }
    const schedule = readSchedule(resource, name);
    if (!this.#groups.has(schedule.group)) {
      throw new UnsupportedResourceError(
        resource.logicalId,
        'GroupName',
        'the schedule group does not exist',
      );
    }
    const caller = this.#options.access.assumeRole({
      logicalId: resource.logicalId,
      property: 'Target.RoleArn',
      roleArn: schedule.roleArn,
      service: 'scheduler.amazonaws.com',
      sessionName: name,
      // A role's trust policy can name the group, not the schedule.
      sourceArn: groupArn(schedule.group),
    });
    this.#schedules.push({ ...schedule, caller });
  }

  /**
   * Makes enabled schedules fire once at this start, in addition to their occurrences.
   * @param reference a schedule's name, or its target's ARN
   * @returns the number of matching schedules
   */
  fireAtStart(reference: string): number {
    const matching = this.#schedules.filter(({ name, targetArn }) => [name, targetArn].includes(reference));
    for (const schedule of matching) this.#atStart.add(schedule);
    return matching.length;
  }

  async ready(): Promise<void> {
    const enabled = this.#schedules.filter((schedule) => schedule.enabled);
    this.#running = enabled.map((schedule) => this.#run(schedule));
  }

  /** @param name the name of a schedule, behind that of its group */
  async remove(_type: string, name: string): Promise<undefined> {
    this.#stored().remove(name.split('/').at(-1) ?? name);
    return undefined;
  }

  /** Stops all schedules. A fire that is due but has not happened follows at the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
    this.#store?.close();
    this.#store = undefined;
  }

  async #run(schedule: DeployedSchedule): Promise<void> {
    const { signal } = this.#stopping;
    const stored = this.#stored().find(schedule.name, this.#definition(schedule));
    let next = stored === undefined ? this.#first(schedule) : stored;
    const now = this.#clock.now();
    const isInterrupted = stored !== undefined && stored !== null && recursEachMinute(schedule, now);
    const isDue = next !== null && next.fireAt <= now;
    if ((isInterrupted || this.#atStart.has(schedule)) && !isDue) {
      await fire(schedule, now, this.#options);
    }
    this.#save(schedule, next);
    while (next !== null) {
      await this.#sleepUntil(next.fireAt);
      if (signal.aborted) return;
      await fire(schedule, next.fireAt, this.#options);
      next = this.#next(schedule, next);
      this.#save(schedule, next);
    }
  }

  #first(schedule: Schedule): NextFire | null {
    const now = this.#clock.now();
    return this.#nextFire(schedule, schedule.recurrence.first(now, schedule.startDate), {
      occurrence: now,
      fireAt: now,
    });
  }

  /** Returns the next fire after the last one, skipping those that were missed by now on the scaled clock. */
  #next(schedule: Schedule, last: NextFire): NextFire | null {
    const late = Math.max(0, this.#clock.now() - last.fireAt);
    const now = last.occurrence + late * this.#options.timeScale.factor;
    return this.#nextFire(schedule, schedule.recurrence.next(last.occurrence, now), last);
  }

  #nextFire({ endDate }: Schedule, occurrence: number | undefined, last: NextFire): NextFire | null {
    if (occurrence === undefined || (endDate !== undefined && occurrence > endDate)) return null;
    const distance = this.#options.timeScale.scale(occurrence - last.occurrence);
    return { occurrence, fireAt: last.fireAt + distance };
  }

  async #sleepUntil(time: number): Promise<void> {
    const { signal } = this.#stopping;
    for (let rest = time - this.#clock.now(); rest > 0 && !signal.aborted; rest = time - this.#clock.now()) {
      await this.#clock.sleep(Math.min(rest, maxTimerMilliseconds), signal);
    }
  }

  #save(schedule: Schedule, next: NextFire | null): void {
    this.#stored().save(schedule.name, this.#definition(schedule), next);
  }

  /** Includes the time scale, because the stored times are only valid for the same factor. */
  #definition({ definition }: Schedule): string {
    return `${definition} / ${this.#options.timeScale.factor}`;
  }

  #stored(): ScheduleStore {
    if (this.#store === undefined) throw new Error('The scheduler has not been started.');
    return this.#store;
  }
}

function recursEachMinute({ recurrence }: Schedule, now: number): boolean {
  const next = recurrence.next(now, now);
  return next !== undefined && next - now <= 60_000;
}
