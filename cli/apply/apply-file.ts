import { ProblemError } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { inParallel } from '../core/in-parallel.ts';
import { exitCodeOf, exitCodes } from '../errors/exit-codes.ts';
import type { CheckedAlias } from './check-briefs.ts';
import { type CurrentAlias, makesVoice, type OpenAudition, type Plan, planOf, type Step } from './plan.ts';

/** The calls that an apply makes. */
export interface ApplyCalls {
  readonly aliases: () => Promise<readonly CurrentAlias[]>;
  /** Returns the auditions that will create aliases. */
  readonly auditions: () => Promise<readonly OpenAudition[]>;
  /**
   * Requests a voice or an audition for an alias of this version. Repeated calls with the same brief return the same voice or
   * audition.
   */
  readonly remake: (
    alias: CheckedAlias,
    version: number,
  ) => Promise<{ readonly voiceId: string } | { readonly auditionId: string }>;
  readonly remove: (alias: string, version: number) => Promise<unknown>;
  readonly voice: (voiceId: string) => Promise<Pick<VoiceView, 'voiceId' | 'status' | 'reason'>>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
}

/** `waiting`: an audition waits for a choice. */
export type Outcome = 'done' | 'waiting' | 'failed' | 'refused' | 'unfinished';

export interface AliasResult {
  readonly alias: string;
  readonly outcome: Outcome;
  /** A sentence about an alias that is not done. */
  readonly message: string | null;
}

export interface ApplyProgress {
  /** Number of aliases that are as the file describes them. */
  readonly done: number;
  readonly total: number;
  /** Number of voices that are being made. */
  readonly inProgress: number;
  /** True if a request was refused because the provider account is full. */
  readonly waitsForPlaces: boolean;
  /** Aliases that have just become as the file describes them. */
  readonly finished: readonly string[];
}

export interface ApplySettings {
  readonly prune: boolean;
  readonly timeoutMs: number;
  readonly onProgress: (progress: ApplyProgress) => void;
}

/** Number of requests in flight. More would be throttled. */
const concurrency = 4;
/** Number of voices that one round reads to learn of failures. */
const maxReads = 40;
const [firstPauseMs, longestPauseMs] = [500, 5_000];
/** Places become free when former voices are purged, days after their aliases have moved. */
const longestPauseForPlacesMs = 60_000;

const settledStatuses = ['UNDEPLOYED', 'FAILED', 'TIMED_OUT', 'DELETED', 'PURGED', 'EXPIRED'];

/** Returns the part of the deployment that a plan compares with the file. */
export async function readDeployment(
  desired: readonly CheckedAlias[],
  calls: Pick<ApplyCalls, 'aliases' | 'auditions'>,
): Promise<{ readonly current: readonly CurrentAlias[]; readonly auditions: readonly OpenAudition[] }> {
  const current = await calls.aliases();
  const existing = new Set(current.map(({ alias }) => alias));
  // The list of aliases leaves out those that an audition will create.
  const isNeeded = desired.some(({ alias, candidates }) => candidates !== undefined && !existing.has(alias));
  return { current, auditions: isNeeded ? await calls.auditions() : [] };
}

/**
 * Makes the deployment as the file describes it. Each round reads all aliases, plans again, and requests what is missing, so
 * an apply that was stopped at any point can be repeated, and two at once lead to one voice for each alias.
 */
export async function applyFile(
  desired: readonly CheckedAlias[],
  calls: ApplyCalls,
  settings: ApplySettings,
): Promise<readonly AliasResult[]> {
  const run = new ApplyRun(desired, calls, settings.prune);
  const end = calls.now() + settings.timeoutMs;
  let reported = new Set<string>();
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, run.longestPauseMs)) {
    const { open, done } = await run.takeRound();
    const finished = done.filter((alias) => !reported.has(alias));
    if (finished.length > 0) pause = firstPauseMs;
    reported = new Set(done);
    const { inProgress, waitsForPlaces } = run;
    const total = done.length + open.length + run.ended.size;
    settings.onProgress({ done: done.length, total, inProgress, waitsForPlaces, finished });
    if (open.length === 0 || calls.now() + pause > end) return run.results(done, open);
    await calls.sleep(pause);
  }
}

class ApplyRun {
  /** Aliases that this run has given up, with the reason. */
  readonly ended = new Map<string, AliasResult>();
  waitsForPlaces = false;
  readonly #desired: readonly CheckedAlias[];
  readonly #calls: ApplyCalls;
  readonly #prune: boolean;
  /** Ids of the voices that this run requested, by alias. */
  readonly #requested = new Map<string, string>();

  constructor(desired: readonly CheckedAlias[], calls: ApplyCalls, prune: boolean) {
    this.#desired = desired;
    this.#calls = calls;
    this.#prune = prune;
  }

  get longestPauseMs(): number {
    return this.waitsForPlaces && this.inProgress === 0 ? longestPauseForPlacesMs : longestPauseMs;
  }

  get inProgress(): number {
    return this.#requested.size;
  }

  /** Plans and requests what is missing. @returns the aliases that are not finished, and those that are */
  async takeRound(): Promise<{ readonly open: readonly string[]; readonly done: readonly string[] }> {
    const { steps } = this.#plan(await readDeployment(this.#desired, this.#calls));
    for (const { alias, auditionId } of steps) if (auditionId) this.#waitForChoice(alias, auditionId);
    const open = steps.filter(({ action }) => action !== 'unchanged');
    const done = steps.filter(({ action }) => action === 'unchanged').map(({ alias }) => alias);
    for (const alias of done) this.#requested.delete(alias);
    await this.#readVoices(open);
    await this.#request(open);
    return { open: open.map(({ alias }) => alias).filter((alias) => !this.ended.has(alias)), done };
  }

  results(done: readonly string[], open: readonly string[]): readonly AliasResult[] {
    const message = this.waitsForPlaces
      ? 'The provider account has no free place. Repeat the command once voices have been purged.'
      : 'The voice is not ready yet. Repeat the command to continue.';
    return [
      ...done.map((alias) => ({ alias, outcome: 'done' as const, message: null })),
      ...open.map((alias) => ({ alias, outcome: 'unfinished' as const, message })),
      ...this.ended.values(),
    ].toSorted((one, other) => (one.alias < other.alias ? -1 : 1));
  }

  #plan(deployment: Awaited<ReturnType<typeof readDeployment>>): Plan {
    const desired = this.#desired.filter(({ alias }) => !this.ended.has(alias));
    const plan = planOf({ desired, ...deployment, places: [], prune: this.#prune });
    // An ended alias is still in the file, so it must not be pruned.
    return { ...plan, steps: plan.steps.filter(({ alias }) => !this.ended.has(alias)) };
  }

  /** Ends aliases whose requested voice has failed. */
  async #readVoices(open: readonly Step[]): Promise<void> {
    const waiting = new Set(open.filter(makesVoice).map(({ alias }) => alias));
    const oldest = [...this.#requested.keys()].filter((alias) => waiting.has(alias));
    await inParallel(oldest.slice(0, maxReads), concurrency, async (alias) => {
      const voiceId = this.#requested.get(alias) ?? '';
      // The next round reads other voices first.
      this.#requested.delete(alias);
      this.#requested.set(alias, voiceId);
      const { status, reason } = await this.#calls.voice(voiceId);
      if (!settledStatuses.includes(status)) return;
      const cause = reason ? ` (${reason.code})` : '';
      this.#end(alias, 'failed', `The voice ${voiceId} ended ${status}${cause}.`);
    });
  }

  async #request(open: readonly Step[]): Promise<void> {
    this.waitsForPlaces = false;
    const missing = open.filter(({ alias }) => !this.#requested.has(alias) && !this.ended.has(alias));
    await inParallel(missing, concurrency, async ({ alias, action, version }) => {
      if (action === 'prune') await this.#attempt(alias, () => this.#calls.remove(alias, version));
      const brief = this.#desired.find((each) => each.alias === alias);
      if (!makesVoice({ action }) || !brief || this.waitsForPlaces) return;
      await this.#attempt(alias, async () => {
        const made = await this.#calls.remake(brief, version);
        if ('auditionId' in made) this.#waitForChoice(alias, made.auditionId);
        else this.#requested.set(alias, made.voiceId);
      });
    });
  }

  async #attempt(alias: string, call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (!(error instanceof ProblemError) || exitCodeOf(error) !== exitCodes.refused) throw error;
      switch (error.code) {
        case 'voice_quota_exhausted':
          this.waitsForPlaces = true;
          return;
        // Another process has changed the alias. The next round plans again.
        case 'version_mismatch':
        case 'remake_pending':
        case 'not_found':
          return;
        default:
          this.#end(alias, 'refused', `${error.code}: ${error.problem.detail}`);
      }
    }
  }

  #waitForChoice(alias: string, auditionId: string): void {
    this.#end(alias, 'waiting', `Choose a candidate with voice audition choose ${auditionId} VOICE_ID.`);
  }

  #end(alias: string, outcome: Outcome, message: string): void {
    this.#requested.delete(alias);
    this.ended.set(alias, { alias, outcome, message });
  }
}
