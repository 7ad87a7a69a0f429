import type { VoiceView } from '../../client/types.ts';
import type { Terminal } from './terminal.ts';
import { formatElapsed, padEnd, printable } from './text.ts';

/** The fields of a voice that the display uses. */
export type ProgressVoice = Pick<VoiceView, 'voiceId' | 'status' | 'name' | 'createdAt'>;

/** Short enough to show every second. */
const redrawMs = 250;
const statusColumns = 10;

/**
 * The progress display for a set of voices. On a terminal it redraws the status and the elapsed time of each voice in
 * place. Elsewhere it prints a line for each change of a status.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #startOf: (voice: ProgressVoice) => number;
  readonly #voices = new Map<string, ProgressVoice>();
  #timer: NodeJS.Timeout | undefined;

  /** @param startOf returns the start of a voice's elapsed time, in milliseconds since the epoch */
  constructor(terminal: Terminal, startOf: (voice: ProgressVoice) => number) {
    this.#terminal = terminal;
    this.#startOf = startOf;
    if (terminal.isInteractive) this.#timer = setInterval(() => this.#draw(), redrawMs);
  }

  /** Shows the current state of a voice. */
  update(voice: ProgressVoice): void {
    const changed = this.#voices.get(voice.voiceId)?.status !== voice.status;
    this.#voices.set(voice.voiceId, voice);
    if (!changed) return;
    if (this.#terminal.isInteractive) this.#draw();
    else this.#terminal.report(this.#line(voice));
  }

  /** Shows the final state of a voice, which stays on the terminal. */
  finish(voice: ProgressVoice): void {
    if (this.#terminal.isInteractive) {
      this.#voices.delete(voice.voiceId);
      this.#terminal.report(this.#line(voice));
      this.#draw();
    } else this.update(voice);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#terminal.clear();
  }

  #draw(): void {
    this.#terminal.draw([...this.#voices.values()].map((voice) => this.#line(voice)));
  }

  #line(voice: ProgressVoice): string {
    const { voiceId, status, name } = voice;
    const elapsed = formatElapsed(Date.now() - this.#startOf(voice)).padStart(7);
    return `${voiceId}  ${padEnd(status, statusColumns)}  ${elapsed}  ${printable(name ?? '')}`.trimEnd();
  }
}
