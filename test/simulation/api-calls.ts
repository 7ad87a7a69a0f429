import { deleteForGood } from '../../lambdas/delete-voice/delete-for-good.ts';
import { importVoice } from '../../lambdas/import-voice/import-voice.ts';
import { restoreVoice } from '../../lambdas/restore-voice/restore-voice.ts';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import { type RequestVoiceDependencies, requestVoice } from '../../lambdas/shared/actions/request-voice.ts';
import { ApiError } from '../../lambdas/shared/validation/api-error.ts';
import type { Collaborators } from './collaborators.ts';
import { graceSeconds } from './functions.ts';
import { canary } from './watch.ts';
import type { World } from './world.ts';

const apiSeconds = 20;
const owner = 'ann';

export const targetModels = { cosyvoice: 'cosyvoice-v3.5-plus', qwen: 'qwen3-tts-vd-2026-01-26' } as const;

/** What callers of the HTTP API do, as its functions do it. */
export class ApiCalls {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Requests a voice until the request is accepted, always with the same key. @returns the voice's id */
  async request(requestKey: string): Promise<string> {
    const { time, random } = this.#world;
    for (;;) {
      try {
        return await this.requestOnce(requestKey);
      } catch {
        await time.sleep(random.between(1_000, 60_000));
      }
    }
  }

  /** @returns the voice's id */
  async requestOnce(requestKey: string, replaced: Partial<RequestVoiceDependencies> = {}): Promise<string> {
    const { functions } = this.#world;
    const { record } = await functions.run('request-voice', apiSeconds, (collaborators) =>
      requestVoice(this.#input(requestKey), { ...this.#requesting(collaborators), ...replaced }),
    );
    return record.voiceId;
  }

  async delete(voiceId: string): Promise<void> {
    await this.#attempt('delete-voice', (collaborators) =>
      deleteVoice({ voiceId, owner }, { ...collaborators, graceSeconds: graceSeconds.deleted }),
    );
  }

  async deleteForGood(voiceId: string): Promise<void> {
    const purges = { start: async () => this.#world.purge([voiceId]) };
    await this.#attempt('delete-voice', (collaborators) =>
      deleteForGood({ voiceId, owner }, { ...collaborators, purges, graceSeconds: graceSeconds.deleted }),
    );
  }

  async restore(voiceId: string): Promise<void> {
    await this.#attempt('restore-voice', (collaborators) =>
      restoreVoice(voiceId, { ...collaborators, rejectedGraceSeconds: graceSeconds.rejected }),
    );
  }

  /** @returns the record's id; null where the import was refused, or never answered */
  async import(providerVoiceId: string): Promise<string | null> {
    const { family, newVoiceId } = this.#world;
    const input = { family, scope: 'mainland' as const, name: null, labels: {}, owner, providerVoiceId };
    const imported = await this.#attempt('import-voice', (collaborators) =>
      importVoice(input, {
        ...collaborators,
        providerVoices: collaborators.providerVoices,
        clientOf: (account) => ({ ...collaborators.clientOf(account), listVoices: notCalled }),
        nameSpace: 'vd',
        rejectedGraceSeconds: graceSeconds.rejected,
        newVoiceId,
      }),
    );
    return imported?.record.voiceId ?? null;
  }

  #input(requestKey: string) {
    const { family } = this.#world;
    const asked = {
      family,
      targetModel: targetModels[family],
      voicePrompt: `A calm ${canary} that takes its time.`,
      previewText: `The ${canary} is quiet tonight.`,
    };
    const defaults = { name: null, language: null, sampleRate: 24_000, responseFormat: 'wav', labels: {} };
    const request = { ...asked, ...defaults, scope: 'mainland' as const };
    return { asked, request, warnings: [], owner, requestKey };
  }

  #requesting(collaborators: Collaborators) {
    return {
      ...collaborators,
      idempotencyHours: 24,
      newVoiceId: this.#world.newVoiceId,
    };
  }

  /** A few times; what the API refuses is not tried again. @returns null where nothing was answered */
  async #attempt<Answer>(
    name: string,
    call: (collaborators: Collaborators) => Promise<Answer>,
  ): Promise<Answer | null> {
    const { functions, time, random } = this.#world;
    for (let tries = 0; tries < 3; tries += 1) {
      try {
        return await functions.run(name, apiSeconds, call);
      } catch (error) {
        if (error instanceof ApiError) return null;
        await time.sleep(random.between(500, 5_000));
      }
    }
    return null;
  }
}

/** An import queries one voice. */
async function notCalled(): Promise<never> {
  throw new TypeError('an import does not list voices');
}
