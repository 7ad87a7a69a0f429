import { ApiCalls, targetModels } from './api-calls.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/** A caller who imports a foreign voice from the account whose key is in force, and may delete it. */
export class Importer {
  readonly #account: SimulatedAccount;
  readonly #api: ApiCalls;

  constructor(account: SimulatedAccount) {
    this.#account = account;
    this.#api = new ApiCalls(account);
  }

  async live(): Promise<void> {
    const { time, random, faults } = this.#account;
    const isInReview = faults.strikes('import: of a voice in review');
    if (!isInReview && !faults.strikes('import: of a voice made elsewhere')) return;
    await time.sleep(this.#moment() - time.now());
    const id = isInReview ? this.#makeForeignVoice() : this.#foreignVoice();
    const voiceId = id === null ? null : await this.#api.import(id);
    if (voiceId === null || !random.chance(0.5)) return;
    await time.sleep(this.#moment() - time.now());
    if (random.chance(0.7)) await this.#api.deletePermanently(voiceId);
    else await this.#api.delete(voiceId);
  }

  /** Returns a moment, often one while the key of another account is in force. */
  #moment(): number {
    const { time, random } = this.#account;
    const underSecondAccount = random.chance(0.5) ? this.#account.momentOfSecondAccount() : null;
    return underSecondAccount ?? time.now() + random.between(0, 1_800_000);
  }

  /** Makes a foreign voice, whose review begins now. */
  #makeForeignVoice(): string {
    const { provider, key, family, random } = this.#account;
    const { account, limitedTo } = key;
    return provider.make({
      account,
      workspace: limitedTo ?? 'default',
      family,
      name: `zz${random.hex(8)}`,
      targetModel: targetModels[family],
    }).providerVoiceId;
  }

  #foreignVoice(): string | null {
    const { provider, key, family, random } = this.#account;
    const foreign = provider.listed(key, family).filter(({ name }) => name.startsWith('zz'));
    return foreign[random.integer(foreign.length)]?.providerVoiceId ?? null;
  }
}
