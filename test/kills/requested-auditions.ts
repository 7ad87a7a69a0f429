import { setTimeout as sleep } from 'node:timers/promises';
import { NoResponseError, ProblemError, VoiceClient } from '../../client/index.ts';
import type { Random } from '../../simulator/random.ts';
import type { RequestedAudition } from '../simulation/audition-invariants.ts';
import type { StoredItems } from './stored-items.ts';

/** Marks in the prompts of candidates, to which the simulator reacts. */
const marks = [
  '',
  '[slow 1s]',
  '[review 20s]',
  '[review 60s]',
  '[review 60s]',
  '[reject]',
  '[answer lost]',
  '[made, error 500 InternalError]',
];
/** Marks of voices that replace a chosen one. The alias stays if the new voice is rejected. */
const remakeMarks = ['', '[review 20s]', '[review 60s]', '[review 60s]', '[reject]', '[answer lost]'];

/** Actions of a caller after its choice. */
const sequels = ['none', 'remake', 'remake', 'delete', 'remake and delete'] as const;

/**
 * A caller who requests an audition of two candidates with an alias, chooses one once the audition is ready, or earlier, and then
 * remakes the alias, deletes it or both. Cancels the audition if no candidate is usable. Repeats each call until it is
 * answered.
 */
export class AuditioningCaller implements RequestedAudition {
  readonly requestKey: string;
  readonly alias: string;
  readonly candidates = 2;
  auditionId: string | null = null;
  /** True once every call was answered. */
  isDone = false;
  /** Number of choices, remakes and deletions that were sent. */
  actions = 0;
  /** True while an action is not answered. */
  isActing = false;
  /** True if the remake of the alias had not ended when it was last read. */
  isRemaking = false;
  /** The last version with which the alias has answered. Null before, and once its deletion is sent. */
  answeredVersion: number | null = null;
  /** True for a caller who chooses while the other candidate is not settled. */
  readonly #isEager: boolean;
  readonly #mark: string;
  readonly #remakeMark: string;
  readonly #left: ('remake' | 'delete')[];
  /** The candidate of the choice that was sent, and whether it was answered. */
  #choice: { readonly voiceId: string; readonly isAnswered: boolean } | null = null;
  #remadeId: string | null = null;
  #isDeleted = false;

  constructor(key: string, random: Random) {
    const oneOf = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)];
    this.requestKey = key;
    this.alias = `a-${key.replaceAll('/', '-')}`;
    this.#isEager = random() < 0.4;
    this.#mark = oneOf(marks) ?? '';
    this.#remakeMark = oneOf(remakeMarks) ?? '';
    const sequel = oneOf(sequels) ?? 'none';
    this.#left = (['remake', 'delete'] as const).filter((action) => sequel.includes(action));
  }

  /** True for an audition without a choice. */
  get isOpen(): boolean {
    return this.auditionId !== null && !this.isDone && this.#choice === null;
  }

  /** Makes calls until every call was answered, or until the signal. Waits while nothing can be done. */
  async live(
    note: { readonly apiUrl: string; readonly apiKey: string },
    signal?: AbortSignal,
  ): Promise<void> {
    const client = new VoiceClient({
      apiUrl: note.apiUrl,
      apiKey: note.apiKey,
      timeoutMs: 10_000,
      retries: { attempts: 1, baseMs: 1, capMs: 1 },
    });
    while (!this.isDone && !signal?.aborted) {
      try {
        if (!(await this.#step(client))) await sleep(250);
      } catch (error) {
        this.isActing = false;
        if (!(error instanceof NoResponseError || error instanceof ProblemError)) throw error;
        await sleep(100);
      }
    }
  }

  /** Reads the alias if it has to answer. @returns a violation if it does not, or has gone back to an earlier version */
  async readAlias(client: VoiceClient): Promise<string[]> {
    const before = this.answeredVersion;
    if (this.auditionId === null || this.#isDeleted) return [];
    try {
      const { version, pending } = await client.aliases.get(this.alias);
      this.isRemaking = pending !== null;
      if (this.#isDeleted) return [];
      this.answeredVersion = version;
      return version < (before ?? 0) ? [`${this.alias} went back from version ${before} to ${version}`] : [];
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 404)) throw error;
      return before === null || this.#isDeleted
        ? []
        : [`${this.alias} had version ${before}, and does not answer`];
    }
  }

  /** Returns the violations of what the answers to the calls have promised. */
  violations({
    auditions,
    aliases,
    voices,
  }: Pick<StoredItems, 'auditions' | 'aliases' | 'voices'>): string[] {
    const { auditionId, alias } = this;
    const audition = auditions.find((each) => each.auditionId === auditionId);
    const chosen = this.#choice?.voiceId ?? null;
    const expected = chosen === null ? 'CANCELLED' : 'DECIDED';
    const remade = voices.find(({ voiceId }) => voiceId === this.#remadeId);
    const target = aliases.find((each) => each.alias === alias)?.target?.voiceId ?? null;
    const kept = remade?.status === 'OK' ? remade.voiceId : chosen;
    const expectedTarget = this.#isDeleted ? null : kept;
    return [
      ...(audition?.status === expected
        ? []
        : [`${auditionId} is ${audition?.status} instead of ${expected}`]),
      ...(audition?.chosen === chosen
        ? []
        : [`${auditionId} has chosen ${audition?.chosen} instead of ${chosen}`]),
      ...(target === expectedTarget ? [] : [`${alias} points at ${target} instead of ${expectedTarget}`]),
    ];
  }

  /** @returns false if there is nothing to do yet */
  async #step(client: VoiceClient): Promise<boolean> {
    const { requestKey, alias, candidates } = this;
    if (this.auditionId === null) {
      const request = { ...brief(this.#mark), alias, candidates };
      const { audition } = await client.auditions.create(request, { idempotencyKey: requestKey });
      this.auditionId = audition.auditionId;
      return true;
    }
    if (this.#choice && !this.#choice.isAnswered)
      return this.#choose(client, this.auditionId, this.#choice.voiceId);
    const { status, candidates: made } = await client.auditions.get(this.auditionId);
    if (status === 'FAILED') {
      const { auditionId } = this;
      await this.#act(() => client.auditions.cancel(auditionId));
      return true;
    }
    if (status === 'READY' || status === 'OPEN') {
      const [usable] = made.filter((each) => each.status === 'OK');
      const isTime = status === 'READY' || this.#isEager;
      return usable !== undefined && isTime && this.#choose(client, this.auditionId, usable.voiceId);
    }
    return this.#continue(client, status === 'DECIDED' ? this.#left[0] : undefined);
  }

  async #choose(client: VoiceClient, auditionId: string, voiceId: string): Promise<true> {
    this.#choice = { voiceId, isAnswered: false };
    await this.#act(() => client.auditions.choose(auditionId, voiceId));
    this.#choice = { voiceId, isAnswered: true };
    return true;
  }

  /** Makes the next call after the end of the audition. */
  async #continue(client: VoiceClient, action: 'remake' | 'delete' | undefined): Promise<true> {
    if (action === undefined) {
      this.isDone = true;
    } else if (action === 'remake') {
      const changes = brief(this.#remakeMark, 'with another timbre');
      const options = { idempotencyKey: `${this.requestKey}/remake` };
      const remade = await this.#act(() => client.aliases.remake(this.alias, changes, options));
      this.#remadeId = remade.voiceId;
    } else {
      this.#isDeleted = true;
      this.answeredVersion = null;
      await this.#act(() => client.aliases.delete(this.alias));
    }
    this.#left.shift();
    return true;
  }

  async #act<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    this.actions += 1;
    this.isActing = true;
    const answer = await call();
    this.isActing = false;
    return answer;
  }
}

function brief(mark: string, take = '') {
  return {
    ...({ family: 'cosyvoice', targetModel: 'cosyvoice-v3.5-plus' } as const),
    voicePrompt: `A voice ${take} that is not easily disturbed. ${mark}`,
    previewText: 'The tide comes back every evening.',
  };
}
