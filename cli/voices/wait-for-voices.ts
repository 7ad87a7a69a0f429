import { type VoiceClient, WaitTimeoutError } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { Progress } from '../output/progress.ts';
import type { Terminal } from '../output/terminal.ts';

/** The last state of a voice when the wait ended. */
export interface WaitResult {
  readonly voice: VoiceView;
  readonly timedOut: boolean;
}

/** Each voice is polled separately. For many voices, the interval grows so that all polls together keep to this rate. */
const pollsPerSecond = 10;
const minSlowestPollMs = 10_000;

/** Waits until all voices are settled or the time-out is over, and displays the progress. */
export async function waitForVoices(
  client: VoiceClient,
  voices: readonly VoiceView[],
  timeoutMs: number,
  terminal: Terminal,
): Promise<WaitResult[]> {
  const startedAt = Date.now();
  const progress = new Progress(terminal, () => startedAt);
  const failure = new AbortController();
  const maxPollMs = Math.max(minSlowestPollMs, (voices.length * 1_000) / pollsPerSecond);
  const wait = async (requested: VoiceView): Promise<WaitResult> => {
    const { voiceId } = requested;
    try {
      const onProgress = ({ voice }: { voice: VoiceView }) => progress.update(voice);
      const options = { timeoutMs, maxPollMs, onProgress, signal: failure.signal };
      const voice = await client.waitUntilSettled(voiceId, options);
      progress.finish(voice);
      return { voice, timedOut: false };
    } catch (error) {
      if (error instanceof WaitTimeoutError) return { voice: error.lastSeen ?? requested, timedOut: true };
      failure.abort(error);
      throw error;
    }
  };
  try {
    return await Promise.all(voices.map(wait));
  } finally {
    progress.stop();
  }
}
