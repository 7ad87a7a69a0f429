import { FAMILY_ROWS } from '../../../../lambdas/shared/dashscope/index.ts';
import { ApiCalls, RefusedCallError } from '../../api-calls.ts';
import { fullestSecond } from '../../provider/request-rate.ts';
import { Random } from '../../random.ts';
import { SimulatedAccount } from '../../simulated-account.ts';
import { authorize, readVoice } from '../caller.ts';
import { stack, thisStack } from '../waiting/deployment.ts';
import type { Gauge } from './gauges.ts';
import { LoadMeter } from './meter.ts';

/** Requests for voices, and the life of each voice. */
export interface Volume {
  readonly requests: number;
  /** Time between two requests; 0 for all at once. */
  readonly apartSeconds: number;
  /** Mean review. A review lasts 0.5 to 1.5 times as long. */
  readonly reviewSeconds: number;
  /** Time from the end of the review to the deletion. */
  readonly keptSeconds: number;
  /** True if a voice is purged when it is deleted, and not after `deletedGraceDays`. */
  readonly purges: boolean;
}

/** Use of the quotas of DashScope and AWS by a volume. */
export interface MeasuredScale {
  readonly requests: number;
  /** Voices that became OK. */
  readonly ready: number;
  /** Voices that became FAILED or TIMED_OUT. */
  readonly failed: number;
  /** Refused requests by problem code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Seconds from the first request to the first refusal; null without one. */
  readonly firstRefusalSeconds: number | null;
  /** Seconds in which the requests were made. */
  readonly requestSeconds: number;
  readonly calls: Gauge;
  /** Calls that DashScope answered with 429. */
  readonly throttled: number;
  readonly waiting: number;
  readonly longestWaitSeconds: number;
  readonly transitions: Gauge;
  /** Write units of the busiest partition key of each index. */
  readonly writes: Readonly<Record<'byMonth' | 'byStatus' | 'byAnnouncing', Gauge>>;
  readonly events: Gauge;
  readonly functions: Gauge;
  readonly executions: Gauge;
  /** Places by the deployment's counter, which only a scan lowers. */
  readonly placesTaken: number;
  /** Voices that DashScope had at the same time. */
  readonly voicesHeld: number;
}

const family = 'cosyvoice';
const seed = 5;
const createMilliseconds = 3_000;
const answerMilliseconds = 350;
const reconcileMilliseconds = 15 * 60_000;
const purgeMilliseconds = 60 * 60_000;
const checkMilliseconds = 60_000;

/** Runs a volume on the synthesized deployment and an account with the documented number of places, in virtual time. */
export function measureScale(volume: Volume): Promise<MeasuredScale> {
  const meter = new LoadMeter();
  const account = new SimulatedAccount(seed, thisStack, {
    calm: true,
    family,
    host: 'shared',
    observer: meter.observe,
  });
  meter.attach(account, stack.table.properties);
  return account.simulate(() => new ScaleRun(account, meter, volume).run());
}

class ScaleRun {
  readonly #account: SimulatedAccount;
  readonly #meter: LoadMeter;
  readonly #volume: Volume;
  readonly #api: ApiCalls;
  readonly #refused: Record<string, number> = {};
  #firstRefusalAt: number | null = null;
  #ready = 0;
  #answered = 0;
  #voicesHeld = 0;
  #ended = false;

  constructor(account: SimulatedAccount, meter: LoadMeter, volume: Volume) {
    this.#account = account;
    this.#meter = meter;
    this.#volume = volume;
    this.#api = new ApiCalls(account);
  }

  async run(): Promise<MeasuredScale> {
    const { time, provider, engine } = this.#account;
    const { requests, apartSeconds, reviewSeconds } = this.#volume;
    const reviews = new Random(seed);
    provider.voicesMax = FAMILY_ROWS[family].limits.voicesMax;
    provider.createMilliseconds = [createMilliseconds, createMilliseconds];
    provider.answerMilliseconds = answerMilliseconds;
    provider.pageSize = 100;
    provider.drawReview = () => ({ seconds: reviewSeconds * (0.5 + reviews.next()), verdict: 'OK' });
    this.#meter.onReady = (voiceId) => this.#readied(voiceId);
    this.#repeat('reconcile', reconcileMilliseconds);
    this.#repeat('purge', purgeMilliseconds);
    // The first reconciliation counts the places.
    await time.pass(time.now() + checkMilliseconds);
    const begin = time.now();
    this.#request(0);
    const lastAt = begin + requests * apartSeconds * 1_000;
    do await time.pass(time.now() + checkMilliseconds);
    while (time.now() < lastAt || this.#answered < requests || this.#meter.executions.current > 0);
    this.#ended = true;
    engine.close();
    return this.#measured(begin);
  }

  /** Sends the request of a number now, and the next one after its time. */
  #request(index: number): void {
    const { requests, apartSeconds } = this.#volume;
    if (index >= requests) return;
    void this.#requestVoice(index);
    if (apartSeconds === 0) this.#request(index + 1);
    else this.#account.time.after(apartSeconds * 1_000, () => this.#request(index + 1));
  }

  async #requestVoice(index: number): Promise<void> {
    try {
      await authorize(this.#account);
      await this.#api.requestOnce(`key-${index}`);
    } catch (error) {
      if (!(error instanceof RefusedCallError)) throw error;
      this.#refused[error.code] = (this.#refused[error.code] ?? 0) + 1;
      this.#firstRefusalAt ??= this.#account.time.now();
    } finally {
      this.#answered += 1;
    }
  }

  /** Reads a voice, and deletes it after its time. */
  #readied(voiceId: string): void {
    const { provider, time } = this.#account;
    this.#ready += 1;
    this.#voicesHeld = Math.max(
      this.#voicesHeld,
      provider.voices.filter((each) => provider.lives(each)).length,
    );
    void readVoice(this.#account, voiceId);
    time.after(this.#volume.keptSeconds * 1_000, () => void this.#delete(voiceId));
  }

  async #delete(voiceId: string): Promise<void> {
    if (this.#ended) return;
    await authorize(this.#account);
    if (this.#volume.purges) await this.#api.deletePermanently(voiceId);
    else await this.#api.delete(voiceId);
  }

  #repeat(machine: 'reconcile' | 'purge', milliseconds: number): void {
    const { engine, time } = this.#account;
    if (this.#ended) return;
    engine.start(machine, `${machine}-${time.now()}`, {});
    time.after(milliseconds, () => this.#repeat(machine, milliseconds));
  }

  #measured(begin: number): MeasuredScale {
    const { provider, watch } = this.#account;
    const meter = this.#meter;
    const failed = watch.records().filter(({ status }) => status === 'FAILED' || status === 'TIMED_OUT');
    return {
      requests: this.#volume.requests,
      ready: this.#ready,
      failed: failed.length,
      refused: this.#refused,
      firstRefusalSeconds: this.#firstRefusalAt === null ? null : (this.#firstRefusalAt - begin) / 1_000,
      requestSeconds: this.#volume.requests * this.#volume.apartSeconds,
      calls: { total: provider.calls.length, peak: fullestSecond(provider.calls) },
      throttled: provider.calls.filter(({ isAdmitted }) => !isAdmitted).length,
      waiting: meter.waiting.peak,
      longestWaitSeconds: meter.longestWaitMilliseconds / 1_000,
      transitions: meter.transitions,
      writes: {
        byMonth: meter.busiest('byMonth'),
        byStatus: meter.busiest('byStatus'),
        byAnnouncing: meter.busiest('byAnnouncing'),
      },
      events: meter.events,
      functions: meter.functions,
      executions: meter.executions,
      placesTaken: meter.placesTaken.peak,
      voicesHeld: this.#voicesHeld,
    };
  }
}
