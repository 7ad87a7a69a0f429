import { ApiCalls } from '../../api-calls.ts';
import { Random } from '../../random.ts';
import { type Deployment, SimulatedAccount } from '../../simulated-account.ts';

/** Voices to create, and their reviews. */
export interface Load {
  readonly voices: number;
  /** Mean review; seconds. A review lasts 0.5 to 1.5 times as long. */
  readonly reviewSeconds: number;
  /** Time between two requests; milliseconds. */
  readonly apartMilliseconds: number;
  /** True if the scheduled reconciliation runs meanwhile. */
  readonly reconciles?: boolean;
}

export interface Figures {
  readonly voices: number;
  /** Voices without the event *Voice Ready*, and executions that did not succeed. */
  readonly lost: number;
  /** Billed state transitions a voice, retries included. */
  readonly transitions: number;
  /** Queries, and list calls of the sweep, a voice. */
  readonly queries: number;
  /** Seconds from the end of a review until the bus has *Voice Ready*. */
  readonly lag: { readonly median: number; readonly max: number };
  readonly rate: CallRate;
  /** States entered a voice, by name. */
  readonly states: Readonly<Record<string, number>>;
}

/** Calls of all kinds in each second from the first create to the last event. */
export interface CallRate {
  readonly mean: number;
  readonly max: number;
  /** Number of seconds with more calls than the account's limit allows. */
  readonly overLimit: number;
  readonly seconds: number;
}

/** Calls per second of a CosyVoice account. */
const accountLimit = 10;

/** Answer time of a query or a list; milliseconds. */
const answerMilliseconds = 350;
const listPageSize = 100;
const seed = 7;

/** Time after the longest review in which every voice must be announced; milliseconds. */
const patience = 3 * 3_600_000;

/** Creates the voices on a deployment in virtual time without other faults than its own, and measures the waiting. */
export function measure(deployment: Deployment, load: Load): Promise<Figures> {
  const account = new SimulatedAccount(seed, deployment, { calm: true, family: 'cosyvoice' });
  return account.simulate(() => run(account, load));
}

async function run(account: SimulatedAccount, load: Load): Promise<Figures> {
  const { time, provider, engine } = account;
  provider.answerMilliseconds = answerMilliseconds;
  provider.pageSize = listPageSize;
  // Every deployment has the same reviews, whatever else it draws.
  const reviews = new Random(seed);
  provider.drawReview = () => ({ seconds: load.reviewSeconds * (0.5 + reviews.next()), verdict: 'OK' });
  if (load.reconciles) every(900_000, account, () => void account.reconcile());
  const api = new ApiCalls(account);
  const requests = Array.from({ length: load.voices }, async (_, index) => {
    await time.sleep(index * load.apartMilliseconds);
    await api.requestOnce(`key-${index}`);
  });
  const end = time.now() + load.voices * load.apartMilliseconds + load.reviewSeconds * 1_500 + patience;
  const isRunning = () => executionsOf(account).some(({ status }) => status === 'RUNNING');
  do await time.pass(time.now() + 60_000);
  while (time.now() < end && (provider.voices.length < load.voices || isRunning()));
  await Promise.all(requests);
  const figures = figuresOf(account, load);
  engine.close();
  return figures;
}

/** Does work at an interval for as long as time passes. */
function every(milliseconds: number, account: SimulatedAccount, work: () => void): void {
  account.time.after(milliseconds, () => {
    work();
    every(milliseconds, account, work);
  });
}

function executionsOf({ engine }: SimulatedAccount) {
  return engine.all().filter(({ machine }) => machine === 'design');
}

function figuresOf(account: SimulatedAccount, { voices }: Load): Figures {
  const { calls } = account.provider;
  const executions = executionsOf(account);
  const readyAt = timesOfReady(account);
  const lags = lagsOf(account, readyAt);
  const states = statesOf(executions.map(({ counts }) => counts));
  const waiting = calls.filter(({ action }) => action === 'query' || action === 'list');
  return {
    voices,
    lost: voices - Math.min(lags.length, executions.filter(({ status }) => status === 'SUCCEEDED').length),
    transitions: Object.values(states).reduce((sum, count) => sum + count, 0) / voices,
    queries: waiting.length / voices,
    lag: { median: lags[Math.floor(lags.length / 2)] ?? Number.NaN, max: lags.at(-1) ?? Number.NaN },
    rate: rateOf(
      calls.map(({ at }) => at),
      Math.max(...readyAt.values()),
    ),
    states: Object.fromEntries(Object.entries(states).map(([name, count]) => [name, count / voices])),
  };
}

/** Returns the time at which the bus took *Voice Ready*, by voice. */
function timesOfReady({ watch }: SimulatedAccount): Map<string, number> {
  const ready = watch.events.filter(({ detailType }) => detailType === 'Voice Ready');
  return new Map(ready.map(({ itemKey, at }) => [itemKey, at]));
}

/** Returns the seconds from the end of each review to its event, the shortest first. */
function lagsOf({ watch, provider }: SimulatedAccount, readyAt: ReadonlyMap<string, number>): number[] {
  const reviewedAt = new Map(provider.voices.map((voice) => [voice.providerVoiceId, voice.reviewedAt]));
  const lags = watch.records().flatMap(({ voiceId, providerVoiceId = '' }) => {
    const [ready, reviewed] = [readyAt.get(voiceId), reviewedAt.get(providerVoiceId)];
    return ready === undefined || reviewed === undefined ? [] : [(ready - reviewed) / 1_000];
  });
  return lags.sort((one, other) => one - other);
}

/** Returns the billed transitions into each state, retries included. */
function statesOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const states: Record<string, number> = {};
  for (const [event, count] of counts.flatMap((each) => Object.entries(each))) {
    const [, state] = /^State(?:Entered|Retried) (.+)$/.exec(event) ?? [];
    if (state !== undefined) states[state] = (states[state] ?? 0) + count;
  }
  return states;
}

function rateOf(times: readonly number[], until: number): CallRate {
  const [first = until] = times;
  const perSecond = new Map<number, number>();
  for (const time of times.filter((each) => each <= until)) {
    const second = Math.floor(time / 1_000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  const counts = [...perSecond.values()];
  const seconds = Math.ceil((until - first) / 1_000);
  return {
    seconds,
    mean: counts.reduce((sum, count) => sum + count, 0) / seconds,
    max: Math.max(...counts),
    overLimit: counts.filter((count) => count > accountLimit).length,
  };
}
