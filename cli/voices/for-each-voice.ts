import { ProblemError } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { combineExitCodes, type ExitCode, exitCodeOf, exitCodes } from '../errors/exit-codes.ts';
import { formatError } from '../errors/format-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { paintStatus } from '../output/voice-text.ts';

export interface ActionResult {
  readonly voice: VoiceView;
  /** Text to print after the status. */
  readonly message: string;
}

/**
 * Applies an action to each voice in turn and prints the results. A refusal of one voice does not stop the others. Any
 * other error, such as a rejected API key, does.
 */
export async function forEachVoice(
  voiceIds: readonly string[],
  json: boolean,
  terminal: Terminal,
  action: (voiceId: string) => Promise<ActionResult>,
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  const voices: VoiceView[] = [];
  for (const voiceId of voiceIds) {
    try {
      const { voice, message } = await action(voiceId);
      voices.push(voice);
      if (!json) {
        const line = `${voice.voiceId}  ${paintStatus(terminal, voice.status)}  ${message}`;
        terminal.print(line.trimEnd());
      }
    } catch (error) {
      const code = exitCodeOf(error);
      if (!(error instanceof ProblemError) || code !== exitCodes.refused) throw error;
      for (const line of formatError(error)) terminal.report(`${voiceId}  ${line}`);
      codes.push(code);
    }
  }
  if (json) terminal.printJson(voices);
  return combineExitCodes(codes);
}
