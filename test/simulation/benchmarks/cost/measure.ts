import { ApiCalls } from '../../api-calls.ts';
import { Random } from '../../random.ts';
import { type Deployment, SimulatedAccount } from '../../simulated-account.ts';
import { authorize, readVoice } from '../caller.ts';
import { stack, thisStack } from '../waiting/deployment.ts';
import { sizeOf } from './capacity.ts';
import { Meter } from './meter.ts';
import { combine, type Usage } from './prices.ts';

/** Voices to create, and the pace of their requests. */
export interface CostLoad {
  readonly voices: number;
  /** Mean review; seconds. A review lasts 0.5 to 1.5 times as long. */
  readonly reviewSeconds: number;
  readonly apartSeconds: number;
}

export interface MeasuredCost {
  readonly usage: Usage;
  readonly invocations: Meter['invocations'];
  /** Transitions of each Standard state machine. */
  readonly transitions: Readonly<Record<string, number>>;
}

/** Answer times of the provider; milliseconds. */
export const createMilliseconds = 3_000;
export const answerMilliseconds = 350;
/** Assumed size of a preview, in bytes: two seconds of WAV. */
export const previewBytes = 100_000;
/** Assumed bytes of the log of a state machine for each event of its history, without execution data. */
export const historyLogBytes = 450;
/** Assumed bytes of a line of the access log. */
export const accessLogBytes = 450;
/** Requests that the client makes for a voice: to request it, and to read it and its preview once it is ready. */
export const requestsPerVoice = 3;
/** Requests to the queue for an event: sent by EventBridge, received and deleted by the consumer. */
export const queueRequestsPerEvent = 3;

const seed = 7;
const patience = 3 * 3_600_000;

/** Creates voices on the deployment in virtual time, and counts what is billed. Schedules do not run. */
export function measureVoices(load: CostLoad): Promise<MeasuredCost> {
  const { account, meter } = meteredAccount();
  return account.simulate(async () => {
    await createVoices(account, load);
    const measured = measuredOf(account, meter);
    const { voices } = load;
    const events = account.watch.events.length;
    const stored = account.table.items().reduce<number>((sum, item) => sum + sizeOf(item), 0);
    const perVoice: Usage = {
      events,
      queueRequests: events * queueRequestsPerEvent,
      apiRequests: voices * requestsPerVoice,
      traces: voices * requestsPerVoice,
      logs: voices * requestsPerVoice * accessLogBytes,
      gets: voices,
      previewStorage: voices * previewBytes,
      tableStorage: stored,
    };
    const { events: _, ...own } = measured.usage;
    return { ...measured, usage: withLogStorage(combine([own, 1], [perVoice, 1])) };
  });
}

/** Runs a scheduled workflow once on an empty table, and counts what is billed. */
export function measureIdle(machine: 'reconcile' | 'purge' | 'sweep'): Promise<MeasuredCost> {
  const { account, meter } = meteredAccount();
  return account.simulate(async () => {
    const { family, scope } = account.list;
    account.engine.start(machine, 'idle', machine === 'sweep' ? { family, scope, relays: true } : {});
    await account.time.pass(account.time.now() + 3_600_000);
    const measured = measuredOf(account, meter);
    return {
      ...measured,
      usage: withLogStorage(combine([measured.usage, 1], [{ schedules: 1, traces: 1 }, 1])),
    };
  });
}

function meteredAccount(deployment: Deployment = thisStack) {
  const meter = new Meter();
  const account = new SimulatedAccount(seed, meter.metered(deployment, stack), {
    calm: true,
    family: 'cosyvoice',
  });
  meter.meterTable(account, stack.table.properties);
  return { account, meter };
}

async function createVoices(account: SimulatedAccount, load: CostLoad): Promise<void> {
  const { time, provider } = account;
  provider.answerMilliseconds = answerMilliseconds;
  provider.createMilliseconds = [createMilliseconds, createMilliseconds];
  provider.pageSize = 100;
  provider.voicesMax = load.voices;
  const reviews = new Random(seed);
  provider.drawReview = () => ({ seconds: load.reviewSeconds * (0.5 + reviews.next()), verdict: 'OK' });
  const api = new ApiCalls(account);
  const requests = Array.from({ length: load.voices }, async (_, index) => {
    await time.sleep(index * load.apartSeconds * 1_000);
    await authorize(account);
    return api.requestOnce(`key-${index}`);
  });
  const end = time.now() + load.voices * load.apartSeconds * 1_000 + load.reviewSeconds * 1_500 + patience;
  const isRunning = () => account.engine.all().some(({ status }) => status === 'RUNNING');
  do await time.pass(time.now() + 60_000);
  while (time.now() < end && (provider.voices.length < load.voices || isRunning()));
  const read = readAll(account, await Promise.all(requests));
  await time.pass(time.now() + patience);
  await read;
}

async function readAll(account: SimulatedAccount, voiceIds: readonly string[]): Promise<void> {
  for (const voiceId of voiceIds) await readVoice(account, voiceId);
}

function measuredOf({ engine }: SimulatedAccount, meter: Meter): MeasuredCost {
  const transitions: Record<string, number> = {};
  let historyEvents = 0;
  for (const { machine, counts, historyEvents: events } of engine.all()) {
    historyEvents += events;
    for (const [event, count] of Object.entries(counts)) {
      if (!/^State(Entered|Retried) /.test(event)) continue;
      transitions[machine] = (transitions[machine] ?? 0) + count;
    }
  }
  engine.close();
  const all = Object.values(transitions).reduce((sum, count) => sum + count, 0);
  const counted: Usage = { transitions: all, logs: historyEvents * historyLogBytes };
  return { usage: combine([meter.usage, 1], [counted, 1]), invocations: meter.invocations, transitions };
}

/** Adds the storage of the logs for the 30 days of their retention. */
function withLogStorage(usage: Usage): Usage {
  return { ...usage, logStorage: usage.logs ?? 0 };
}
