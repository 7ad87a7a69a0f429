import { inParallel } from '../shared/platform/in-parallel.ts';
import type { Log } from '../shared/platform/log.ts';
import type { ParkedVoiceStore } from '../shared/stores/parked-voices.ts';
import type { Wake } from '../shared/voice/wakes.ts';
import type { WaitingTasks } from '../shared/waiting-tasks.ts';

export interface WakerDependencies {
  readonly parkedVoices: Pick<ParkedVoiceStore, 'remove'>;
  readonly waitingTasks: WaitingTasks;
  readonly log: Log;
}

/** Wakes the voices of one sweep, each of them once. */
export class Waker {
  readonly #dependencies: WakerDependencies;
  readonly #tried = new Set<string>();
  readonly #errors: unknown[] = [];

  constructor(dependencies: WakerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Wakes at most `limit` voices, and removes their items. Returns the wakes that are left. */
  async wake(wakes: readonly Wake[], limit: number): Promise<readonly Wake[]> {
    const untried = wakes.filter(({ voice }) => !this.#tried.has(voice.voiceId));
    const batch = untried.slice(0, limit);
    for (const { voice } of batch) this.#tried.add(voice.voiceId);
    await inParallel(batch, limit, (wake) => this.#wakeOne(wake));
    return untried.slice(limit);
  }

  /** Throws the first error, after every other voice was tried. */
  throwError(): void {
    for (const error of this.#errors) throw error;
  }

  async #wakeOne({ voice, evidence, history }: Wake): Promise<void> {
    const { parkedVoices, waitingTasks, log } = this.#dependencies;
    const { voiceId, run, token } = voice;
    try {
      const isWoken = await waitingTasks.succeed(token, history);
      // The item of an execution that does not wait any more is removed as well.
      await parkedVoices.remove(voice);
      const outcome = isWoken ? 'woken' : 'gone';
      log.info('parked voice', { voiceId, run, outcome, code: evidence ?? 'record' });
    } catch (error) {
      log.error('a parked voice could not be woken', { voiceId, run, error: String(error) });
      this.#errors.push(error);
    }
  }
}
