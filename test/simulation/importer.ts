import { ApiCalls } from './api-calls.ts';
import type { World } from './world.ts';

/** A caller who imports a voice that was made elsewhere, from the account whose key is in force, and may delete it. */
export class Importer {
  readonly #world: World;
  readonly #api: ApiCalls;

  constructor(world: World) {
    this.#world = world;
    this.#api = new ApiCalls(world);
  }

  async live(): Promise<void> {
    const { time, random, faults } = this.#world;
    if (!faults.strikes('import: of a voice made elsewhere')) return;
    await time.sleep(this.#moment() - time.now());
    const id = this.#foreignVoice();
    const voiceId = id === null ? null : await this.#api.import(id);
    if (voiceId === null || !random.chance(0.5)) return;
    await time.sleep(this.#moment() - time.now());
    if (random.chance(0.7)) await this.#api.deleteForGood(voiceId);
    else await this.#api.delete(voiceId);
  }

  /** Often while another account's key is in force. */
  #moment(): number {
    const { time, random } = this.#world;
    const underSecondAccount = random.chance(0.5) ? this.#world.momentOfSecondAccount() : null;
    return underSecondAccount ?? time.now() + random.between(0, 1_800_000);
  }

  #foreignVoice(): string | null {
    const { provider, key, family, random } = this.#world;
    const foreign = provider.listed(key, family).filter(({ name }) => name.startsWith('zz'));
    return foreign[random.integer(foreign.length)]?.providerVoiceId ?? null;
  }
}
