import { NoResponseError, ProblemError, VoiceClient, type VoiceRequest } from '../../client/index.ts';
import type { Random } from '../../simulator/random.ts';

/** Marks in the prompt of a voice, to which the simulator reacts. Three entries have none. */
const marks = [
  '',
  '',
  '',
  '[slow 1s]',
  '[slow 2s]',
  '[review 2s]',
  '[review 20s]',
  '[reject]',
  '[throttle 2]',
  '[review 60s]',
  '[review 150s]',
  '[review 300s]',
  '[answer lost]',
  '[no answer]',
  '[made, error 500 InternalError]',
  '[error 500 InternalError]',
];
const models = { cosyvoice: 'cosyvoice-v3.5-plus', qwen: 'qwen3-tts-vd-2026-01-26' } as const;

/** A voice that is requested until a response arrives. */
export interface RequestedVoice {
  readonly key: string;
  readonly request: VoiceRequest;
  /** True for a voice that is deleted after it was requested. */
  readonly deleted: boolean;
  voiceId: string | null;
  /** True after the response to the last call arrived. */
  answered: boolean;
}

export function voiceToRequest(
  key: string,
  family: 'cosyvoice' | 'qwen',
  mark = '',
  deleted = false,
): RequestedVoice {
  const request = {
    family,
    targetModel: models[family],
    name: `${key} "\\😀"`,
    labels: { constructor: key },
    voicePrompt: `A voice that is not easily disturbed. ${mark}`,
    previewText: 'The tide comes back every evening.',
  };
  return { key, request, deleted, voiceId: null, answered: false };
}

export function randomVoice(key: string, random: Random): RequestedVoice {
  const family = random() < 0.7 ? 'cosyvoice' : 'qwen';
  return voiceToRequest(key, family, marks[Math.floor(random() * marks.length)], random() < 0.15);
}

/** Returns a voice whose review outlasts a kill and the next start. */
export function slowVoice(key: string): RequestedVoice {
  return voiceToRequest(key, 'cosyvoice', '[review 300s]');
}

/** Sends every request that has no response yet once more, like a caller whose connection has broken. */
export async function sendRequests(
  voices: readonly RequestedVoice[],
  { apiUrl, apiKey }: { readonly apiUrl: string; readonly apiKey: string },
): Promise<void> {
  const client = new VoiceClient({
    apiUrl,
    apiKey,
    timeoutMs: 10_000,
    retries: { attempts: 1, baseMs: 1, capMs: 1 },
  });
  const unanswered = voices.filter(({ answered }) => !answered);
  await Promise.all(
    unanswered.map(async (voice) => {
      try {
        voice.voiceId ??= (await client.create(voice.request, { idempotencyKey: voice.key })).voice.voiceId;
        if (voice.deleted && !voice.answered) await client.delete(voice.voiceId);
        voice.answered = true;
      } catch (error) {
        if (isFinal(error)) voice.answered = true;
        else if (!(error instanceof NoResponseError || error instanceof ProblemError)) throw error;
      }
    }),
  );
}

/** Returns true for the deletion of a failed voice, which is refused. All other errors are retried. */
function isFinal(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 409;
}
