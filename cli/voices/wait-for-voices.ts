import { type VoiceClient, WaitTimeoutError } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { Progress } from '../output/progress.ts';
import type { Terminal } from '../output/terminal.ts';

/** A voice when the waiting ended. */
export interface Waited {
  readonly voice: VoiceView;
  readonly gaveUp: boolean;
}

/** Each voice is looked at by itself; many are looked at less often, some ten looks a second in all. */
const looksPerSecond = 10;
const slowestMs = 10_000;

/** Waits until the voices are settled or the time is over, and shows what happens meanwhile. */
export async function waitForVoices(
  client: VoiceClient,
  voices: readonly VoiceView[],
  timeoutMs: number,
  terminal: Terminal,
): Promise<Waited[]> {
  const startedAt = Date.now();
  const progress = new Progress(terminal, () => startedAt);
  const failed = new AbortController();
  const maxPollMs = Math.max(slowestMs, (voices.length * 1_000) / looksPerSecond);
  const wait = async (requested: VoiceView): Promise<Waited> => {
    const { voiceId } = requested;
    try {
      const onProgress = ({ voice }: { voice: VoiceView }) => progress.see(voice);
      const options = { timeoutMs, maxPollMs, onProgress, signal: failed.signal };
      const voice = await client.waitUntilSettled(voiceId, options);
      progress.settle(voice);
      return { voice, gaveUp: false };
    } catch (error) {
      if (error instanceof WaitTimeoutError) return { voice: error.lastSeen ?? requested, gaveUp: true };
      failed.abort(error);
      throw error;
    }
  };
  try {
    return await Promise.all(voices.map(wait));
  } finally {
    progress.stop();
  }
}
