import type { OperationName } from '../harness/operations.ts';
import type { EventParts } from '../support/http-events.ts';
import { ApiCalls, briefOf, RefusedCallError } from './api-calls.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/**
 * A caller who creates, moves, remakes and deletes one alias, also from candidates, and deletes the voices that it points
 * at.
 */
export class AliasCaller {
  readonly alias: string;
  readonly #account: SimulatedAccount;
  readonly #api: ApiCalls;
  #takes = 0;

  constructor(account: SimulatedAccount, alias: string) {
    this.alias = alias;
    this.#account = account;
    this.#api = new ApiCalls(account);
  }

  async live(): Promise<void> {
    const { time, random } = this.#account;
    await time.sleep(random.between(0, 300_000));
    await this.#remake();
    for (let actions = random.pick([2, 4, 6]); actions > 0; actions -= 1) {
      await time.sleep(random.chance(0.3) ? random.between(0, 3_000) : random.between(1_000, 1_500_000));
      const action = () =>
        random.pick<() => Promise<unknown>>([
          () => this.#remake(),
          () => this.#remake(),
          () => this.#choose(),
          () => this.#set(),
          () => this.#set(),
          () => this.#deleteVoice(),
          () => this.#delete(),
        ])();
      await (random.chance(0.4) ? Promise.all([action(), action()]) : action());
    }
    await this.#endAuditions();
  }

  /** Requests a new voice, sometimes twice, and sometimes with the brief of the remake before. */
  async #remake(): Promise<void> {
    const { random, family } = this.#account;
    if (random.chance(0.7)) this.#takes += 1;
    const brief = briefOf(family);
    const candidates = random.chance(0.3) ? { candidates: random.pick([2, 3]) } : {};
    const manager = this.#takes % 2 === 0 ? {} : { managedBy: 'apply' };
    const voicePrompt = `${brief.voicePrompt} Take ${this.#takes}.`;
    const body = { ...brief, ...candidates, ...manager, voicePrompt };
    const call = () => this.#attempt('remake-alias', 'POST', body);
    await (random.chance(0.2) ? Promise.all([call(), call()]) : call());
  }

  /** Chooses a usable candidate of the alias's remake, or cancels its audition. @returns false if there is none */
  async #choose(): Promise<boolean> {
    const { random, watch } = this.#account;
    const record = watch.aliases.records().find(({ alias }) => alias === this.alias);
    const { auditionId, voiceIds = [] } = record?.pending?.audition ?? {};
    if (auditionId === undefined) return false;
    const usable = watch
      .records()
      .filter(({ voiceId, status }) => voiceIds.includes(voiceId) && status === 'OK');
    const voiceId = usable[random.integer(usable.length)]?.voiceId;
    if (!voiceId || random.chance(0.2)) {
      if (random.chance(0.3)) await this.#attempt('cancel-audition', 'DELETE', undefined, { auditionId });
      return true;
    }
    await this.#attempt('choose-candidate', 'POST', { voiceId }, { auditionId });
    return true;
  }

  /** Chooses or cancels until no audition of the alias is left. */
  async #endAuditions(): Promise<void> {
    const { time, random } = this.#account;
    while (await this.#choose()) await time.sleep(random.between(60_000, 900_000));
  }

  /** Points the alias at any usable voice. */
  async #set(): Promise<void> {
    const { random, watch } = this.#account;
    const usable = watch.records().filter(({ status }) => status === 'OK');
    const voiceId = usable[random.integer(usable.length)]?.voiceId;
    if (voiceId) await this.#attempt('set-alias', 'PUT', { voiceId });
  }

  async #delete(): Promise<void> {
    await this.#attempt('delete-alias', 'DELETE');
  }

  /** Deletes a voice that an alias points at, which has to be refused, or one that it is about to point at. */
  async #deleteVoice(): Promise<void> {
    const { random, watch } = this.#account;
    const records = watch.aliases.records();
    const ids = records.flatMap(({ target, pending }) => [target?.voiceId, pending?.voiceId]);
    const voiceId = ids[random.integer(ids.length)];
    if (!voiceId) return;
    await (random.chance(0.3) ? this.#api.deletePermanently(voiceId) : this.#api.delete(voiceId));
  }

  /** Tries a call a few times, but not again after a refusal. */
  async #attempt(
    operation: OperationName,
    method: string,
    body?: object,
    pathParameters: Readonly<Record<string, string>> = { alias: this.alias },
  ): Promise<void> {
    const { time, random } = this.#account;
    const call: EventParts = {
      method,
      pathParameters,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    };
    for (let tries = 0; tries < 3; tries += 1) {
      try {
        await this.#api.send(operation, call);
        return;
      } catch (error) {
        if (error instanceof RefusedCallError) return;
        await time.sleep(random.between(500, 5_000));
      }
    }
  }
}
