import type { VoiceView } from '../../client/types.ts';
import { combineExitCodes, type ExitCode, exitCodeOf, exitCodes } from '../errors/exit-codes.ts';
import { formatError } from '../errors/format-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { paintStatus } from '../output/voice-text.ts';

/**
 * Handles each voice in turn. A refusal of one voice, or a usage error such as a file that cannot be written, is reported
 * and does not stop the others. Any other error does, such as a rejected API key.
 *
 * @returns the exit code of the failures
 */
export async function eachVoice(
  voiceIds: readonly string[],
  terminal: Terminal,
  handle: (voiceId: string) => Promise<void>,
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  for (const voiceId of voiceIds) {
    try {
      await handle(voiceId);
    } catch (error) {
      const code = exitCodeOf(error);
      if (code !== exitCodes.refused && code !== exitCodes.usage) throw error;
      for (const line of formatError(error)) terminal.report(`${voiceId}  ${line}`);
      codes.push(code);
    }
  }
  return combineExitCodes(codes);
}

export interface ActionResult {
  readonly voice: VoiceView;
  /** Text to print after the status. */
  readonly message: string;
}

/** Applies an action to each voice in turn, as `eachVoice` does, and prints the results. */
export async function changeEachVoice(
  voiceIds: readonly string[],
  terminal: Terminal,
  { json = false, change }: { readonly json?: boolean; change(voiceId: string): Promise<ActionResult> },
): Promise<ExitCode> {
  const voices: VoiceView[] = [];
  const code = await eachVoice(voiceIds, terminal, async (voiceId) => {
    const { voice, message } = await change(voiceId);
    voices.push(voice);
    if (!json) {
      const line = `${voice.voiceId}  ${paintStatus(terminal, voice.status)}  ${message}`;
      terminal.print(line.trimEnd());
    }
  });
  if (json) terminal.printJson(voices);
  return code;
}
