import { VoiceClient } from '../../client/index.ts';
import { voiceView } from '../../lambdas/shared/voice/view.ts';
import type { Script, ScriptedServer } from '../lambdas/shared/dashscope/support/scripted-server.ts';
import { readyVoice } from '../support/voices.ts';

export const apiKey = `vdk_${'k'.repeat(43)}`;
export const ready = voiceView(readyVoice());
export const closeConnection: Script = (socket) => socket.destroy();

/** A client of the scripted server that waits at most 2 ms between attempts. */
export function clientOf(
  { baseUrl }: Pick<ScriptedServer, 'baseUrl'>,
  settings: { timeoutMs?: number; attempts?: number } = {},
): VoiceClient {
  const retries = { attempts: settings.attempts ?? 3, baseMs: 1, capMs: 2 };
  return new VoiceClient({ apiUrl: `${baseUrl}/v1/`, apiKey, retries, timeoutMs: settings.timeoutMs });
}

/** Plays the scripts in turn and then repeats the last one. */
export function inTurn(...scripts: readonly Script[]): Script {
  let turn = 0;
  return (socket, received) => {
    const script = scripts[Math.min(turn, scripts.length - 1)];
    turn += 1;
    script?.(socket, received);
  };
}
