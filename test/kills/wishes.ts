import { NoResponseError, ProblemError, VoiceClient, type VoiceRequest } from '../../client/index.ts';
import type { Random } from '../../simulator/random.ts';

/** What the provider does to a voice, by a mark in its prompt; most do nothing. */
const marks = [
  ...['', '', '', '[slow 1s]', '[slow 2s]', '[review 2s]', '[review 20s]', '[reject]', '[throttle 2]'],
  ...['[answer lost]', '[no answer]', '[made, error 500 InternalError]', '[error 500 InternalError]'],
];
const models = { cosyvoice: 'cosyvoice-v3.5-plus', qwen: 'qwen3-tts-vd-2026-01-26' } as const;

/** A voice that somebody wants, and asks for until there is an answer; a few change their mind. */
export interface Wish {
  readonly key: string;
  readonly request: VoiceRequest;
  readonly deleted: boolean;
  voiceId: string | null;
  settled: boolean;
}

export function wish(key: string, family: 'cosyvoice' | 'qwen', mark = '', deleted = false): Wish {
  const request = {
    ...{ family, targetModel: models[family], name: `${key} "\\😀"`, labels: { constructor: key } },
    voicePrompt: `A voice that is not easily disturbed. ${mark}`,
    previewText: 'Whatever happens, the tide comes back.',
  };
  return { key, request, deleted, voiceId: null, settled: false };
}

export function drawnWish(key: string, random: Random): Wish {
  const family = random() < 0.5 ? 'cosyvoice' : 'qwen';
  return wish(key, family, marks[Math.floor(random() * marks.length)], random() < 0.15);
}

/** Asks once for everything that has not been answered yet, as a caller does whose connection has broken. */
export async function ask(
  wishes: readonly Wish[],
  { apiUrl, apiKey }: { readonly apiUrl: string; readonly apiKey: string },
): Promise<void> {
  const client = new VoiceClient({
    ...{ apiUrl, apiKey, timeoutMs: 10_000 },
    retries: { attempts: 1, baseMs: 1, capMs: 1 },
  });
  const open = wishes.filter(({ settled }) => !settled);
  await Promise.all(
    open.map(async (wish) => {
      try {
        wish.voiceId ??= (await client.create(wish.request, { idempotencyKey: wish.key })).voice.voiceId;
        if (wish.deleted && !wish.settled) await client.delete(wish.voiceId);
        wish.settled = true;
      } catch (error) {
        if (isFinal(error)) wish.settled = true;
        else if (!(error instanceof NoResponseError || error instanceof ProblemError)) throw error;
      }
    }),
  );
}

/** A voice that failed cannot be deleted; all else is tried again. */
function isFinal(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 409;
}
