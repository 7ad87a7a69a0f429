import { deleteForGood } from '../../lambdas/delete-voice/delete-for-good.ts';
import { restoreVoice } from '../../lambdas/restore-voice/restore-voice.ts';
import { hasRoom } from '../../lambdas/shared/requests/capacity.ts';
import { deleteVoice } from '../../lambdas/shared/requests/delete-voice.ts';
import { RefusalError } from '../../lambdas/shared/requests/refusal.ts';
import { requestVoice } from '../../lambdas/shared/requests/request-voice.ts';
import { executionName } from '../../lambdas/shared/voice/ids.ts';
import type { Collaborators } from './collaborators.ts';
import { graceSeconds } from './functions.ts';
import { canary } from './watch.ts';
import type { World } from './world.ts';

const apiSeconds = 20;

export const targetModels = { cosyvoice: 'cosyvoice-v3.5-plus', qwen: 'qwen3-tts-vd-2026-01-26' } as const;

/** Somebody who wants one voice, and may change their mind; and an operator who does what operators do. */
export class Caller {
  readonly requestKey: string;
  /** Once a request was accepted. */
  voiceId: string | null = null;
  readonly #world: World;

  constructor(world: World, requestKey: string) {
    this.#world = world;
    this.requestKey = requestKey;
  }

  async live(): Promise<void> {
    const voiceId = await this.ask();
    await Promise.all([this.#changeMind(voiceId), this.#operate(voiceId)]);
  }

  /** No more than that. @returns the voice's id */
  async ask(): Promise<string> {
    const { time, random, faults } = this.#world;
    await time.sleep(random.between(0, 60_000));
    const again = faults.strikes('caller: asks twice at once') ? this.#ask() : null;
    this.voiceId = await this.#ask();
    await again;
    return this.voiceId;
  }

  /** Until it is accepted, with the same key. */
  async #ask(): Promise<string> {
    const { functions, time, random } = this.#world;
    for (;;) {
      try {
        const { record } = await functions.run('request-voice', apiSeconds, (collaborators) =>
          requestVoice(this.#input(), this.#requesting(collaborators)),
        );
        return record.voiceId;
      } catch {
        await time.sleep(random.between(1_000, 60_000));
      }
    }
  }

  #input() {
    const { family } = this.#world;
    const asked = {
      family,
      targetModel: targetModels[family],
      voicePrompt: `A calm ${canary} that takes its time.`,
      previewText: `The ${canary} is quiet tonight.`,
    };
    const defaults = { name: null, language: null, sampleRate: 24_000, responseFormat: 'wav', labels: {} };
    const request = { ...asked, ...defaults, scope: 'mainland' as const };
    return { asked, request, warnings: [], owner: 'ann', requestKey: this.requestKey };
  }

  #requesting(collaborators: Collaborators) {
    return {
      ...collaborators,
      hasRoom: (list: Parameters<typeof hasRoom>[0]) => hasRoom(list, collaborators),
      idempotencyHours: 24,
      newVoiceId: this.#world.newVoiceId,
    };
  }

  async #changeMind(voiceId: string): Promise<void> {
    const { time, random } = this.#world;
    if (!random.chance(0.35)) return;
    await time.sleep(random.chance(0.5) ? random.between(0, 30_000) : random.between(0, 2_400_000));
    if (random.chance(0.15)) return this.#deleteForGood(voiceId);
    await this.#delete(voiceId);
    if (random.chance(0.1)) return this.#world.purge([voiceId]);
    if (random.chance(0.1)) return this.#deleteForGood(voiceId);
    if (!random.chance(0.6)) return;
    await time.sleep(random.between(1_000, 1_900_000));
    await this.#attempt('restore-voice', (collaborators) =>
      restoreVoice(voiceId, { ...collaborators, rejectedGraceSeconds: graceSeconds.rejected }),
    );
    if (!random.chance(0.4)) return;
    await time.sleep(random.between(0, 300_000));
    await this.#delete(voiceId);
  }

  async #delete(voiceId: string): Promise<void> {
    await this.#attempt('delete-voice', (collaborators) =>
      deleteVoice({ voiceId, owner: 'ann' }, { ...collaborators, graceSeconds: graceSeconds.deleted }),
    );
  }

  async #deleteForGood(voiceId: string): Promise<void> {
    const purges = { start: async () => this.#world.purge([voiceId]) };
    await this.#attempt('delete-voice', (collaborators) =>
      deleteForGood(
        { voiceId, owner: 'ann' },
        { ...collaborators, purges, graceSeconds: graceSeconds.deleted },
      ),
    );
  }

  async #operate(voiceId: string): Promise<void> {
    const { time, random, faults, engine, provider, table } = this.#world;
    if (faults.strikes('execution: started a second time')) {
      await time.sleep(random.between(0, 20_000));
      engine.start('design', `${voiceId}-again`, { voiceId, run: 0 });
    }
    if (faults.strikes('execution: stopped')) {
      await time.sleep(random.chance(0.5) ? random.between(0, 40_000) : random.between(0, 1_800_000));
      for (const run of [0, 1, 2]) engine.stop('design', executionName(voiceId, run));
    }
    if (faults.strikes('voice: deleted behind our back')) {
      await time.sleep(random.between(60_000, 2_400_000));
      const record = Object(table.item({ voiceId: { S: voiceId } }));
      const id = record.providerVoiceId?.S ?? '';
      const voice = provider.find('ours', id);
      if (voice) voice.deletedByOthers = provider.delete('ours', id);
    }
  }

  /** A few times; what the API refuses is refused. */
  async #attempt(name: string, call: (collaborators: Collaborators) => Promise<unknown>): Promise<void> {
    const { functions, time, random } = this.#world;
    for (let tries = 0; tries < 3; tries += 1) {
      try {
        await functions.run(name, apiSeconds, call);
        return;
      } catch (error) {
        if (error instanceof RefusalError) return;
        await time.sleep(random.between(500, 5_000));
      }
    }
  }
}
