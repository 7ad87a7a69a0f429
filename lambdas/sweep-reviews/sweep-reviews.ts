import { type DashScopeClient, DashScopeError, isThrottled } from '../shared/dashscope/index.ts';
import { measure } from '../shared/metrics.ts';
import type { Log } from '../shared/platform/log.ts';
import {
  type ProviderAccount,
  type ProviderAccounts,
  ProviderSecretError,
} from '../shared/provider/accounts.ts';
import { answerFields } from '../shared/provider/answer-fields.ts';
import type { ParkedVoiceStore } from '../shared/stores/parked-voices.ts';
import type { SweepStore } from '../shared/stores/sweeps.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import {
  type DueWake,
  type ParkedVoice,
  type ReadReviews,
  sweepInterval,
  type Wake,
  type WakeTimes,
  wakesAmong,
  wakesDue,
  wakesWithoutList,
  wakeTimes,
} from '../shared/voice/wakes.ts';
import type { WaitingTasks } from '../shared/waiting-tasks.ts';
import { readReviews } from './read-reviews.ts';
import { Waker } from './waker.ts';

/** The data that a run carries from one sweep to the next. */
export interface SweepProgress extends ProviderList {
  /** True for a run by the schedule. It takes over from the run that sweeps the list. */
  readonly relays: boolean;
  /** True if the run has the lease of the list. */
  readonly holdsLease: boolean;
  /** Position in the provider's list at which the sweep begins. */
  readonly from: number;
  readonly due: readonly DueWake[];
}

export interface SweepReviewsInput {
  readonly progress: SweepProgress;
  /** Id of the execution. */
  readonly runId: string;
  readonly startedAt: Date;
}

/** The output of a sweep, and the input of the next one. */
export interface SweepReviewsResult extends SweepProgress {
  /** True if another sweep follows after `waitSeconds`. */
  readonly again: boolean;
  readonly waitSeconds: number;
}

export interface SweepReviewsDependencies {
  readonly parkedVoices: ParkedVoiceStore;
  readonly sweeps: Pick<SweepStore, 'take' | 'takeOver' | 'release'>;
  readonly waitingTasks: WaitingTasks;
  readonly accounts: ProviderAccounts;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'listVoices'>;
  readonly nameSpace: string;
  /** Factor by which a local run shortens all times. */
  readonly timeScale: number;
  readonly now: () => Date;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

/** Duration of a run. The schedule starts the next one after a minute, or up to half a minute later. */
const runSeconds = 90;

/** Time for which a run waits for a voice to be parked, because the event that starts it comes before. */
const arrivalSeconds = 10;

/** Duration of a lease, which each sweep extends. */
const leaseSeconds = 30;

/** Maximum number of voices that are woken at once. Each of them queries the provider, which allows 10 calls a second. */
const wakesPerSecond = 8;

/** Maximum number of voices that are woken after a page, which takes about half a second to read. */
const wakesPerPage = 4;

/** Maximum number of due wakes in the state's data, which is limited to 256 KiB. The next list shows the others again. */
const dueAllowed = 2_000;

/** List calls a second. A list of 1,000 voices takes ten of them. */
const callsPerSecond = 0.8;

/** Wait after a list that could not be read. */
const failedSeconds = 10;

/**
 * Wakes the parked executions whose voice is reviewed, according to the provider's list. It only wakes: each execution
 * then queries its own voice, and decides by the answer. A wake that is lost or wrong costs time or a call, but nothing
 * else.
 *
 * A run sweeps for up to a minute and a half, as long as a voice is parked. One run at a time has the lease of a list. A run
 * that the schedule starts takes it over, so that no time passes between two runs.
 */
export async function sweepReviews(
  input: SweepReviewsInput,
  dependencies: SweepReviewsDependencies,
): Promise<SweepReviewsResult> {
  const { progress, runId, startedAt } = input;
  const { sweeps, now, timeScale } = dependencies;
  const elapsedSeconds = () => ((now().getTime() - startedAt.getTime()) / 1_000) * timeScale;
  const stopped: Step = { ...unfinished(progress), waitSeconds: null };
  const step =
    elapsedSeconds() < runSeconds ? await sweepOnce(input, elapsedSeconds(), dependencies) : stopped;
  const { family, scope, relays } = progress;
  const { waitSeconds, ...rest } = step;
  if (waitSeconds !== null && elapsedSeconds() + waitSeconds < runSeconds) {
    return { family, scope, relays, ...rest, again: true, waitSeconds };
  }
  if (step.holdsLease) await sweeps.release(progress, { id: runId }, now());
  return { family, scope, relays, holdsLease: false, from: 0, due: [], again: false, waitSeconds: 1 };
}

interface Step extends Omit<SweepProgress, 'family' | 'scope' | 'relays'> {
  /** Null if the run ends. */
  readonly waitSeconds: number | null;
}

const unfinished = ({ holdsLease, from, due }: SweepProgress) => ({ holdsLease, from, due });

async function sweepOnce(
  { progress, runId }: SweepReviewsInput,
  elapsedSeconds: number,
  dependencies: SweepReviewsDependencies,
): Promise<Step> {
  const { parkedVoices, sweeps, now, timeScale } = dependencies;
  const { relays, holdsLease } = progress;
  // A run by the schedule usually finds nothing to do, so it reads before it writes.
  if (relays && !holdsLease && (await parkedVoices.ofList(progress)).length === 0) {
    return { ...unfinished(progress), waitSeconds: null };
  }
  const time = now();
  const until = new Date(time.getTime() + (leaseSeconds * 1_000) / timeScale);
  const lease = { id: runId, until };
  if (relays && !holdsLease) await sweeps.takeOver(progress, lease);
  else if (!(await sweeps.take(progress, lease, time))) {
    return { holdsLease: false, from: 0, due: [], waitSeconds: null };
  }
  const parked = await parkedVoices.ofList(progress);
  if (parked.length === 0) {
    const isExpected = !relays && elapsedSeconds < arrivalSeconds;
    return { holdsLease: true, from: 0, due: [], waitSeconds: isExpected ? 1 : null };
  }
  return { holdsLease: true, ...(await measured(parked, progress, dependencies)) };
}

/** Sweeps, and writes a line with its duration and the number of parked voices. */
async function measured(
  parked: readonly ParkedVoice[],
  progress: SweepProgress,
  dependencies: SweepReviewsDependencies,
): Promise<Omit<Step, 'holdsLease'>> {
  const { now, log } = dependencies;
  const begunAt = now().getTime();
  const step = await sweepParked(parked, progress, dependencies);
  const milliseconds = now().getTime() - begunAt;
  const { family, scope } = progress;
  log.info('swept reviews', { family, scope, milliseconds }, [
    measure('sweepTime', milliseconds),
    measure('parkedVoices', parked.length),
  ]);
  return step;
}

async function sweepParked(
  parked: readonly ParkedVoice[],
  progress: SweepProgress,
  dependencies: SweepReviewsDependencies,
): Promise<Omit<Step, 'holdsLease'>> {
  const waker = new Waker(dependencies);
  const urgent = wakesWithoutList(parked, dependencies.now());
  const lateUrgent = await waker.wake(urgent, wakesPerSecond);
  const others = parked.filter((voice) => !urgent.some((wake) => wake.voice === voice));
  const { due, from } = progress;
  const found =
    due.length > 0
      ? { wakes: wakesDue(due, others), waitSeconds: 1, from }
      : await findReviewed(others, progress, waker, dependencies);
  const left = await waker.wake(found.wakes, wakesPerSecond);
  waker.throwError();
  const isMore = left.length + lateUrgent.length > 0;
  return {
    from: found.from,
    due: left
      .slice(0, dueAllowed)
      .flatMap(({ voice: { voiceId }, evidence }) => (evidence ? [{ voiceId, evidence }] : [])),
    waitSeconds: isMore ? 1 : found.waitSeconds,
  };
}

interface Found {
  readonly wakes: readonly Wake[];
  readonly waitSeconds: number;
  readonly from: number;
}

/** Reads the list, and wakes reviewed voices after each page. Returns the other wakes of the list. */
async function findReviewed(
  parked: readonly ParkedVoice[],
  { family, scope, from }: SweepProgress,
  waker: Waker,
  { accounts, clientOf, nameSpace, now, random, timeScale, log }: SweepReviewsDependencies,
): Promise<Found> {
  if (parked.length === 0) return { wakes: [], waitSeconds: 1, from };
  const begunAt = now().getTime();
  const wanted = new Set(parked.map(({ providerVoiceId }) => providerVoiceId));
  const wakesBy = (list: ReadReviews) => wakesAmong(parked, list, now(), scaled(wakeTimes, timeScale));
  const onPage = async (statuses: ReadReviews['statuses']) => {
    await waker.wake(wakesBy({ statuses, isWhole: false }), wakesPerPage);
  };
  try {
    const list = await accounts.using(scope, (account) =>
      readReviews(clientOf(account), { family, nameSpace, wanted, from, onPage }),
    );
    const interval = Math.max(sweepInterval(parked, now(), timeScale), list.calls / callsPerSecond);
    const spentSeconds = ((now().getTime() - begunAt) / 1_000) * timeScale;
    const waitSeconds = Math.max(1, Math.floor(interval - spentSeconds));
    return { wakes: wakesBy(list), waitSeconds, from: list.next };
  } catch (error) {
    if (!(error instanceof DashScopeError || error instanceof ProviderSecretError)) throw error;
    log.error('a sweep could not read the list', { family, scope, code: error.name, ...answerFields(error) });
    return { wakes: [], waitSeconds: waitAfter(error, random()), from: 0 };
  }
}

function waitAfter(error: DashScopeError | ProviderSecretError, random: number): number {
  if (!(error instanceof DashScopeError) || !isThrottled(error)) return failedSeconds;
  const seconds = error.retryAfterMs === null ? failedSeconds * random : error.retryAfterMs / 1_000;
  return Math.max(1, Math.ceil(seconds));
}

function scaled(
  { listedSeconds, minRepeatSeconds, maxRepeatSeconds }: WakeTimes,
  timeScale: number,
): WakeTimes {
  return {
    listedSeconds: listedSeconds / timeScale,
    minRepeatSeconds: minRepeatSeconds / timeScale,
    maxRepeatSeconds: maxRepeatSeconds / timeScale,
  };
}
