import { ProblemError } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { combined, type ExitCode, exitCodeOf, exitCodes } from '../errors/exit-codes.ts';
import { complaint } from '../errors/format-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { paintedStatus } from '../output/voice-text.ts';

export interface Done {
  readonly voice: VoiceView;
  /** What there is to say besides the status. */
  readonly said: string;
}

/** Does something to one voice after the other. A refusal of one does not hold up the others; a key that is refused does. */
export async function eachVoice(
  voiceIds: readonly string[],
  json: boolean,
  terminal: Terminal,
  act: (voiceId: string) => Promise<Done>,
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  const voices: VoiceView[] = [];
  for (const voiceId of voiceIds) {
    try {
      const { voice, said } = await act(voiceId);
      voices.push(voice);
      if (!json) {
        const line = `${voice.voiceId}  ${paintedStatus(terminal, voice.status)}  ${said}`;
        terminal.print(line.trimEnd());
      }
    } catch (error) {
      const code = exitCodeOf(error);
      if (!(error instanceof ProblemError) || code !== exitCodes.refused) throw error;
      for (const line of complaint(error)) terminal.tell(`${voiceId}  ${line}`);
      codes.push(code);
    }
  }
  if (json) terminal.printJson(voices);
  return combined(codes);
}
