import { AwsError } from '../../../../local/core/aws-error.ts';
import { timeScale } from '../../../../local/core/clock.ts';
import { SchedulerService } from '../../../../local/services/scheduler/scheduler-service.ts';
import { access } from '../../../support/local-credentials.ts';
import { EventRecorder } from '../support/event-recorder.ts';
import { deploy } from '../support/resources.ts';
import { SentMessages } from '../support/sent-messages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

export const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:Reconcile';
export const scheduleArn = 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/Stack-Reconcile';

/** The properties of a schedule that fires every quarter of an hour. */
export const role = 'arn:aws:iam::000000000000:role/schedule';
export const quarterHourly = {
  ScheduleExpression: 'rate(15 minutes)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  State: 'ENABLED',
  Target: { Arn: machine, RoleArn: role },
};

interface StartOptions {
  readonly factor?: number;
  /** References for `fireAtStart`. */
  readonly atStart?: readonly string[];
}

/** An invocation of the schedule's target. */
interface Invocation {
  /** The time to the minute. */
  readonly at: string;
  readonly target: string;
  readonly input: unknown;
}

type Properties = Readonly<Record<string, unknown>>;

/** A scheduler with one schedule on a virtual clock that starts at noon. */
export async function schedulerFixture() {
  const folder = await temporaryFolder();
  const clock = new VirtualClock('2026-10-05T12:00:00Z');
  const recorder = new EventRecorder();
  const queues = new SentMessages();
  const invocations: Invocation[] = [];
  let refusal: Error | undefined;
  let service: SchedulerService | undefined;

  const invoke = async (target: string, input: unknown) => {
    if (refusal !== undefined) throw refusal;
    invocations.push({ at: new Date(clock.now()).toISOString().slice(0, 16), target, input });
  };
  const start = async (properties: Properties, { factor = 1, atStart = [] }: StartOptions = {}) => {
    service = new SchedulerService({
      stateFolder: folder.path,
      access,
      functions: { invokeAsync: invoke },
      machines: { startExecution: invoke },
      queues,
      timeScale: timeScale(factor),
      observer: recorder.observe,
      clock,
    });
    await service.start();
    await deploy(service, 'Reconcile', 'AWS::Scheduler::Schedule', properties);
    for (const reference of atStart) service.fireAtStart(reference);
    await service.ready();
    return service;
  };

  return {
    clock,
    recorder,
    queues,
    invocations,
    start,
    times: () => invocations.map(({ at }) => at),
    refuseWith: (type: string, message: string) => {
      refusal = new AwsError(type, message);
    },
    /** Stops the scheduler and starts it again at the given time. */
    restartAt: async (time: string, properties: Properties, options?: StartOptions) => {
      await service?.stop();
      clock.jumpTo(time);
      await start(properties, options);
    },
    remove: async () => {
      await service?.stop();
      await folder.remove();
    },
  };
}
