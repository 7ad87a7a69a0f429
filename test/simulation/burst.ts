import { ApiCalls } from './api-calls.ts';
import { fullestSecond, limitOf } from './provider/request-rate.ts';
import { Random } from './random.ts';
import { type Deployment, SimulatedAccount } from './simulated-account.ts';

export interface BurstOptions {
  /** Number of requests that all deployments together receive at once. */
  readonly requests: number;
  /** Deployments on one account of the provider. Each receives the same number of requests. */
  readonly deployments: readonly Deployment[];
}

/** Outcome of many requests at once. No faults strike, but the provider limits its rate. */
export interface Burst {
  /** Calls that reached the provider, until the last voice was made. */
  readonly calls: number;
  readonly creates: number;
  /** Calls that the provider answered with 429. */
  readonly throttled: number;
  readonly made: number;
  /** Records that ended FAILED. */
  readonly failed: number;
  /** Seconds from the requests until the last voice was made. */
  readonly lastMadeSeconds: number;
  /** The same for creates at exactly the provider's rate. */
  readonly shortestSeconds: number;
  /** Seconds, of the clock, with more calls than the provider's limit. */
  readonly secondsOver: number;
  /** Largest number of calls within any second. */
  readonly fullest: number;
}

const seed = 11;
const family = 'cosyvoice';
/** Times of the provider as in the benchmark of waiting; milliseconds. */
const createMilliseconds = 3_000;
const answerMilliseconds = 350;
const reviewSeconds = 600;
const pageSize = 100;
/** More places than any benchmark needs. The real account has 1,000. */
const voicesMax = 5_000;
const scanAfterMilliseconds = 30_000;
const longestMilliseconds = 2 * 3_600_000;
const checkMilliseconds = 10_000;

/** Requests all voices at once, with a scan of the list meanwhile, in virtual time. */
export function createAtOnce(options: BurstOptions): Promise<Burst> {
  const [first, ...others] = options.deployments;
  const account = new SimulatedAccount(seed, first, { calm: true, family });
  const neighbors = others.map(
    (each, index) => new SimulatedAccount(seed + index + 1, each, { calm: true, family, neighbor: account }),
  );
  return account.simulate(() => run([account, ...neighbors], options.requests));
}

async function run(accounts: readonly SimulatedAccount[], requests: number): Promise<Burst> {
  const [{ time, provider } = new SimulatedAccount(seed)] = accounts;
  const reviews = new Random(seed);
  provider.voicesMax = voicesMax;
  provider.createMilliseconds = [createMilliseconds, createMilliseconds];
  provider.answerMilliseconds = answerMilliseconds;
  provider.pageSize = pageSize;
  provider.drawReview = () => ({ seconds: reviewSeconds * (0.5 + reviews.next()), verdict: 'OK' });
  const begin = time.now();
  const requested = accounts.flatMap((account) => {
    const api = new ApiCalls(account);
    const share = requests / accounts.length;
    return Array.from({ length: share }, (_, index) => api.requestOnce(`key-${index}`));
  });
  for (const { functions, list } of accounts) {
    time.after(scanAfterMilliseconds, () => void functions.invoke('reconcile-list', list));
  }
  const ended = () => provider.voices.length + failedOf(accounts) >= requests;
  do await time.pass(time.now() + checkMilliseconds);
  while (!ended() && time.now() < begin + longestMilliseconds);
  await Promise.all(requested);
  const lastMadeAt = provider.voices.at(-1)?.madeAt ?? begin;
  const calls = provider.calls.filter(({ at }) => at <= lastMadeAt);
  const failed = failedOf(accounts);
  for (const { engine } of accounts) engine.close();
  return {
    calls: calls.length,
    creates: calls.filter(({ action }) => action === 'create').length,
    throttled: calls.filter(({ isAdmitted }) => !isAdmitted).length,
    made: provider.voices.length,
    failed,
    lastMadeSeconds: (lastMadeAt - begin) / 1_000,
    shortestSeconds: requests / limitOf(family) + createMilliseconds / 1_000,
    secondsOver: secondsOver(calls.map(({ at }) => at)),
    fullest: fullestSecond(calls),
  };
}

function failedOf(accounts: readonly SimulatedAccount[]): number {
  return accounts.flatMap(({ watch }) => watch.records()).filter(({ status }) => status === 'FAILED').length;
}

function secondsOver(times: readonly number[]): number {
  const perSecond = new Map<number, number>();
  for (const time of times) {
    const second = Math.floor(time / 1_000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  return [...perSecond.values()].filter((count) => count > limitOf(family)).length;
}
