import { executionName } from '../../lambdas/shared/voice/ids.ts';
import { ApiCalls } from './api-calls.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/** A caller who requests one voice and may delete or restore it, and the faults that hit its execution. */
export class Caller {
  readonly requestKey: string;
  /** Null until a request is accepted. */
  voiceId: string | null = null;
  readonly #account: SimulatedAccount;
  readonly #api: ApiCalls;
  /** Time of the first request; milliseconds since 1970. */
  readonly #requestsAt: number;

  constructor(account: SimulatedAccount, requestKey: string, requestsAt?: number) {
    const { time, random } = account;
    this.#account = account;
    this.#api = new ApiCalls(account);
    this.requestKey = requestKey;
    this.#requestsAt = requestsAt ?? time.now() + random.between(0, 120_000);
  }

  async live(): Promise<void> {
    const voiceId = await this.request();
    await Promise.all([this.#deleteOrRestore(voiceId), this.#disturb(voiceId)]);
  }

  /** Requests the voice until it is accepted. @returns its id */
  async request(): Promise<string> {
    const { time, faults } = this.#account;
    await time.sleep(this.#requestsAt - time.now());
    const again = faults.strikes('caller: requests twice at once')
      ? this.#api.request(this.requestKey)
      : null;
    this.voiceId = await this.#api.request(this.requestKey);
    await again;
    return this.voiceId;
  }

  async #deleteOrRestore(voiceId: string): Promise<void> {
    const { time, random } = this.#account;
    const underSecondAccount = random.chance(0.25) ? this.#account.momentOfSecondAccount() : null;
    if (underSecondAccount !== null) {
      await time.sleep(underSecondAccount - time.now());
      return this.#api.deletePermanently(voiceId);
    }
    if (!random.chance(0.35)) return;
    await time.sleep(random.chance(0.5) ? random.between(0, 30_000) : random.between(0, 2_400_000));
    if (random.chance(0.15)) return this.#api.deletePermanently(voiceId);
    await this.#api.delete(voiceId);
    if (random.chance(0.1)) return this.#account.purge([voiceId]);
    if (random.chance(0.1)) return this.#api.deletePermanently(voiceId);
    if (!random.chance(0.6)) return;
    await time.sleep(random.between(1_000, 1_900_000));
    await this.#api.restore(voiceId);
    if (!random.chance(0.4)) return;
    await time.sleep(random.between(0, 300_000));
    await this.#api.delete(voiceId);
  }

  async #disturb(voiceId: string): Promise<void> {
    const { time, random, faults, engine, provider, table } = this.#account;
    if (faults.strikes('execution: started a second time')) {
      await time.sleep(random.between(0, 20_000));
      engine.start('design', `${voiceId}-again`, { voiceId, run: 0 });
    }
    if (faults.strikes('execution: stopped')) {
      await time.sleep(random.chance(0.5) ? random.between(0, 40_000) : random.between(0, 1_800_000));
      for (const run of [0, 1, 2]) engine.stop('design', executionName(voiceId, run));
    }
    if (faults.strikes('voice: deleted at the console')) {
      await time.sleep(random.between(60_000, 2_400_000));
      const record = Object(table.item({ voiceId: { S: voiceId } }));
      const id = record.providerVoiceId?.S ?? '';
      const voice = provider.voices.find(({ providerVoiceId }) => providerVoiceId === id);
      if (voice) provider.deleteAtConsole(voice);
    }
  }
}
