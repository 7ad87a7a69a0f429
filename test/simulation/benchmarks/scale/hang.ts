import { FAMILY_ROWS } from '../../../../lambdas/shared/dashscope/index.ts';
import { AwsError } from '../../../../local/core/aws-error.ts';
import { ApiCalls } from '../../api-calls.ts';
import { violationsAtRest } from '../../invariants.ts';
import { SimulatedAccount } from '../../simulated-account.ts';
import { reserving } from '../burst/deployments.ts';
import { stack, thisStack } from '../waiting/deployment.ts';
import { LoadMeter } from './meter.ts';

/** Requests while DashScope accepts connections and answers nothing. */
export interface HangOptions {
  readonly requests: number;
  readonly apartSeconds: number;
  /** Time until DashScope answers again. */
  readonly hangSeconds: number;
  /** Concurrent executions of the AWS account. */
  readonly accountConcurrency: number;
  /** Reserved concurrency of the create function; null for none. */
  readonly createConcurrency: number | null;
}

/** Effects of a hang on the functions and the voices. */
export interface MeasuredHang {
  /** Functions that ran at the same time, peak. */
  readonly functions: number;
  /** Calls of the API without a free execution, which API Gateway answers with 503. Each caller repeats its call. */
  readonly apiRefused: number;
  /** Invocations by workflows that Lambda throttled. */
  readonly throttled: number;
  /** Periods of five minutes in a row with throttled invocations of the create function, by which its alarm is raised. */
  readonly throttledPeriods: number;
  /** Records by status once every execution has ended. */
  readonly records: Readonly<Record<string, number>>;
  /** Creates that reached DashScope. */
  readonly creates: number;
  /** Lost and doubled voices, and everything else that must never be. */
  readonly violations: readonly string[];
  /** Seconds from DashScope's first answer until every execution has ended. */
  readonly recoverySeconds: number;
}

const seed = 6;
const createMilliseconds = 3_000;
const answerMilliseconds = 350;
const reconcileMilliseconds = 15 * 60_000;
const checkMilliseconds = 60_000;
const periodMilliseconds = 5 * 60_000;
const repeatMilliseconds = 5_000;
/** Reviews during the recovery do not delay it. */
const reviewSeconds = 60;

/** Requests voices during a hang, and lets the deployment recover, in virtual time. */
export function measureHang(options: HangOptions): Promise<MeasuredHang> {
  const { createConcurrency, accountConcurrency } = options;
  const meter = new LoadMeter();
  const deployment = createConcurrency === null ? thisStack : reserving(thisStack, createConcurrency);
  const account = new SimulatedAccount(seed, deployment, {
    calm: true,
    family: 'cosyvoice',
    host: 'shared',
    observer: meter.observe,
  });
  meter.attach(account, stack.table.properties);
  account.functions.unreservedConcurrency = accountConcurrency - (createConcurrency ?? 0);
  return account.simulate(() => new HangRun(account, meter, options).run());
}

class HangRun {
  readonly #account: SimulatedAccount;
  readonly #meter: LoadMeter;
  readonly #options: HangOptions;
  readonly #api: ApiCalls;
  readonly #callers: { readonly requestKey: string; readonly voiceId: string }[] = [];
  readonly #throttledPeriods = new Set<number>();
  #throttled = 0;
  #apiRefused = 0;
  #ended = false;

  constructor(account: SimulatedAccount, meter: LoadMeter, options: HangOptions) {
    this.#account = account;
    this.#meter = meter;
    this.#options = options;
    this.#api = new ApiCalls(account);
  }

  async run(): Promise<MeasuredHang> {
    const { time, provider, engine, watch } = this.#account;
    const { requests, apartSeconds, hangSeconds } = this.#options;
    provider.voicesMax = FAMILY_ROWS.cosyvoice.limits.voicesMax;
    provider.createMilliseconds = [createMilliseconds, createMilliseconds];
    provider.answerMilliseconds = answerMilliseconds;
    provider.pageSize = 100;
    provider.drawReview = () => ({ seconds: reviewSeconds, verdict: 'OK' });
    this.#countThrottles();
    this.#reconcile();
    // A voice that is ready proves later scans of the list, and the first reconciliation counts the places.
    void this.#request(0);
    await time.pass(time.now() + 10 * checkMilliseconds);
    const begin = time.now();
    provider.isSilent = true;
    for (let index = 1; index <= requests; index += 1)
      time.after((index - 1) * apartSeconds * 1_000, () => void this.#request(index));
    await time.pass(begin + hangSeconds * 1_000);
    provider.isSilent = false;
    const isDone = () => this.#callers.length > requests && this.#meter.executions.current === 0;
    do await time.pass(time.now() + checkMilliseconds);
    while (!isDone());
    const recoverySeconds = (time.now() - begin) / 1_000 - hangSeconds;
    // Reconciliation adopts what executions have left.
    await time.pass(time.now() + 2 * 3_600_000);
    this.#ended = true;
    const violations = violationsAtRest(this.#account, this.#callers);
    const records: Record<string, number> = {};
    for (const { status } of watch.records()) records[status] = (records[status] ?? 0) + 1;
    engine.close();
    return {
      functions: this.#meter.functions.peak,
      apiRefused: this.#apiRefused,
      throttled: this.#throttled,
      throttledPeriods: longestRow(this.#throttledPeriods),
      records,
      creates: provider.creates.length,
      violations,
      recoverySeconds,
    };
  }

  async #request(index: number): Promise<void> {
    const { functions, time } = this.#account;
    const requestKey = `key-${index}`;
    while (!functions.isFree('request-voice')) {
      this.#apiRefused += 1;
      await time.sleep(repeatMilliseconds);
    }
    this.#callers.push({ requestKey, voiceId: await this.#api.requestOnce(requestKey) });
  }

  #countThrottles(): void {
    const { functions, time } = this.#account;
    const invoke = functions.invoke.bind(functions);
    functions.invoke = async (name, payload) => {
      try {
        return await invoke(name, payload);
      } catch (error) {
        if (error instanceof AwsError && error.statusCode === 429) {
          this.#throttled += 1;
          this.#throttledPeriods.add(Math.floor(time.now() / periodMilliseconds));
        }
        throw error;
      }
    };
  }

  #reconcile(): void {
    const { engine, time } = this.#account;
    if (this.#ended) return;
    engine.start('reconcile', `reconcile-${time.now()}`, {});
    time.after(reconcileMilliseconds, () => this.#reconcile());
  }
}

/** Returns the length of the longest row of consecutive numbers. */
function longestRow(numbers: ReadonlySet<number>): number {
  let longest = 0;
  let current = 0;
  let last = Number.NaN;
  for (const each of [...numbers].sort((one, other) => one - other)) {
    current = each === last + 1 ? current + 1 : 1;
    longest = Math.max(longest, current);
    last = each;
  }
  return longest;
}
