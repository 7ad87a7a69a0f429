import type { VoiceView } from '../../client/types.ts';
import type { Terminal } from './terminal.ts';
import { clock, padded, printable } from './text.ts';

/** Often enough that seconds tick. */
const redrawMs = 250;
const statusColumns = 10;

/**
 * What happens to voices while somebody waits: on a terminal their status and the time so far, redrawn in place; elsewhere
 * a line whenever a status changes.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #since: (voice: VoiceView) => number;
  readonly #voices = new Map<string, VoiceView>();
  #timer: NodeJS.Timeout | undefined;

  /** @param since when the clock of a voice began, in milliseconds since the epoch */
  constructor(terminal: Terminal, since: (voice: VoiceView) => number) {
    this.#terminal = terminal;
    this.#since = since;
    if (terminal.live) this.#timer = setInterval(() => this.#draw(), redrawMs);
  }

  /** A voice as it was seen. */
  see(voice: VoiceView): void {
    const changed = this.#voices.get(voice.voiceId)?.status !== voice.status;
    this.#voices.set(voice.voiceId, voice);
    if (!changed) return;
    if (this.#terminal.live) this.#draw();
    else this.#terminal.tell(this.#line(voice));
  }

  /** A voice that nothing more happens to: its last line stays. */
  settle(voice: VoiceView): void {
    if (this.#terminal.live) {
      this.#voices.delete(voice.voiceId);
      this.#terminal.tell(this.#line(voice));
      this.#draw();
    } else this.see(voice);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#terminal.clear();
  }

  #draw(): void {
    this.#terminal.draw([...this.#voices.values()].map((voice) => this.#line(voice)));
  }

  #line(voice: VoiceView): string {
    const { voiceId, status, name } = voice;
    const elapsed = clock(Date.now() - this.#since(voice)).padStart(7);
    return `${voiceId}  ${padded(status, statusColumns)}  ${elapsed}  ${printable(name ?? '')}`.trimEnd();
  }
}
