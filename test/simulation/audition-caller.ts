import { z } from 'zod';
import { ApiCalls, briefOf, RefusedCallError } from './api-calls.ts';
import type { SimulatedAccount } from './simulated-account.ts';

const answer = z.object({
  auditionId: z.string(),
  candidates: z.array(z.object({ voiceId: z.string(), status: z.string() })),
});

/** Milliseconds after which an audition of this caller lapses. */
const keepMilliseconds = 3_600_000;

/** A caller who requests an audition, and may choose, choose again, cancel, delete a candidate, or let it lapse. */
export class AuditionCaller {
  readonly requestKey: string;
  readonly candidates: number;
  /** Null until a request is accepted. */
  auditionId: string | null = null;
  /** The alias of the request, if any. Callers of aliases move it, too. */
  readonly #alias: string | null;
  readonly #account: SimulatedAccount;
  readonly #api: ApiCalls;

  constructor(account: SimulatedAccount, requestKey: string) {
    this.requestKey = requestKey;
    this.candidates = account.random.pick([2, 2, 3, 4]);
    this.#alias = account.random.pick([null, 'narrator', requestKey]);
    this.#account = account;
    this.#api = new ApiCalls(account);
  }

  async live(): Promise<void> {
    const { time, random, faults } = this.#account;
    await time.sleep(random.between(0, 120_000));
    const again = faults.strikes('caller: requests twice at once') ? this.#request() : null;
    const auditionId = await this.#request();
    this.auditionId = auditionId;
    await again;
    await random.pick<() => Promise<unknown>>([
      () => this.#choose(auditionId),
      () => this.#choose(auditionId),
      () => Promise.all([this.#choose(auditionId), this.#choose(auditionId)]),
      () => Promise.all([this.#choose(auditionId), this.#cancel(auditionId)]),
      () => Promise.all([this.#choose(auditionId), this.#deleteOne(auditionId)]),
      () => this.#cancel(auditionId),
      () => this.#chooseAroundLapse(auditionId),
      async () => undefined,
    ])();
  }

  /** Requests the audition with the same key until the request is accepted. @returns its id */
  async #request(): Promise<string> {
    const { time, random, family } = this.#account;
    const { candidates, requestKey } = this;
    for (;;) {
      try {
        const body = await this.#api.send('request-audition', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': requestKey },
          body: JSON.stringify({
            ...briefOf(family),
            candidates,
            keepHours: keepMilliseconds / 3_600_000,
            ...(this.#alias !== null && { alias: this.#alias }),
          }),
        });
        return answer.parse(body).auditionId;
      } catch {
        await time.sleep(random.between(1_000, 60_000));
      }
    }
  }

  /** Chooses one of the usable candidates, and sometimes another one soon or later. */
  async #choose(auditionId: string): Promise<void> {
    const { time, random } = this.#account;
    for (let tries = 0; tries < 12; tries += 1) {
      await time.sleep(random.between(1_000, 300_000));
      const usable = await this.#read(auditionId, 'OK');
      const first = usable[random.integer(usable.length)];
      if (!first || !(await this.#chooseOnce(auditionId, first))) continue;
      const [other] = usable.filter((voiceId) => voiceId !== first);
      if (!other || !random.chance(0.5)) return;
      await time.sleep(random.chance(0.5) ? random.between(0, 2_000) : random.between(1_000, 1_200_000));
      await this.#chooseOnce(auditionId, other);
      return;
    }
  }

  /** Chooses at about the moment at which the audition lapses. */
  async #chooseAroundLapse(auditionId: string): Promise<void> {
    const { time, random } = this.#account;
    await time.sleep(keepMilliseconds + random.between(-120_000, 900_000));
    for (const voiceId of await this.#read(auditionId)) {
      if (await this.#chooseOnce(auditionId, voiceId)) return;
    }
  }

  async #cancel(auditionId: string): Promise<void> {
    const { time, random } = this.#account;
    await time.sleep(random.chance(0.5) ? random.between(0, 40_000) : random.between(0, 2_400_000));
    await this.#attempt(() =>
      this.#api.send('cancel-audition', { method: 'DELETE', pathParameters: { auditionId } }),
    );
  }

  async #deleteOne(auditionId: string): Promise<void> {
    const { time, random } = this.#account;
    await time.sleep(random.between(0, 1_200_000));
    const all = await this.#read(auditionId);
    const voiceId = all[random.integer(all.length)];
    if (voiceId) await this.#api.delete(voiceId);
  }

  /** @returns the ids of the candidates, or of those with a status */
  async #read(auditionId: string, wanted?: string): Promise<string[]> {
    const found = await this.#attempt(() =>
      this.#api.send('get-audition', { pathParameters: { auditionId }, scopes: 'read' }),
    );
    const candidates = answer.safeParse(found).data?.candidates ?? [];
    return candidates.flatMap(({ voiceId, status }) =>
      wanted === undefined || status === wanted ? [voiceId] : [],
    );
  }

  /** @returns true if the choice was accepted */
  async #chooseOnce(auditionId: string, voiceId: string): Promise<boolean> {
    const { random } = this.#account;
    const alias = random.chance(0.2) ? random.pick(['narrator', 'reader']) : undefined;
    const chosen = await this.#attempt(() =>
      this.#api.send('choose-candidate', {
        method: 'POST',
        pathParameters: { auditionId },
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ voiceId, alias }),
      }),
    );
    return chosen !== null;
  }

  /** Tries a call a few times, but not again after a refusal. @returns null if no try was answered */
  async #attempt(call: () => Promise<unknown>): Promise<unknown> {
    const { time, random } = this.#account;
    for (let tries = 0; tries < 3; tries += 1) {
      try {
        return await call();
      } catch (error) {
        if (error instanceof RefusedCallError) return null;
        await time.sleep(random.between(500, 5_000));
      }
    }
    return null;
  }
}
