import type { Writable } from 'node:stream';
import { fitted } from './text.ts';

const colours = { red: 31, green: 32, yellow: 33, cyan: 36, grey: 90 } as const;
export type Colour = keyof typeof colours;

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

export interface TerminalParts {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where a command reads and writes: results to stdout; progress, advice and errors to stderr. */
export class Terminal {
  readonly environment: TerminalParts['environment'];
  readonly #parts: TerminalParts;
  /** Lines below the cursor's last resting place that the next drawing replaces. */
  #drawn = 0;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
    this.environment = parts.environment;
  }

  /** A line of the result. */
  print(line: string): void {
    this.clear();
    this.#parts.stdout.write(`${line}\n`);
  }

  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  printBytes(bytes: Uint8Array): void {
    this.#parts.stdout.write(bytes);
  }

  /** A line for people: progress, advice, an error. Whatever it quotes, an API key it does not. */
  tell(line: string): void {
    this.clear();
    this.#parts.stderr.write(`${line.replaceAll(/vdk_[\w-]{20,}/g, 'vdk_…')}\n`);
  }

  /** Whether progress can be redrawn in place. */
  get live(): boolean {
    return this.#parts.stderr.isTTY === true && this.environment.TERM !== 'dumb';
  }

  /** Draws lines in the place of those drawn before; nothing where that cannot be done. */
  draw(lines: readonly string[]): void {
    if (!this.live) return;
    const { columns = 80, rows = 24 } = this.#parts.stderr;
    this.clear();
    const shown = lines.slice(0, rows - 1);
    for (const line of shown) this.#parts.stderr.write(`${fitted(line, columns - 1)}\n`);
    this.#drawn = shown.length;
  }

  /** Takes away what was drawn. */
  clear(): void {
    if (this.#drawn > 0) this.#parts.stderr.write(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }

  /** How wide a result may be; null where nobody looks at it. */
  get columns(): number | null {
    return this.#parts.stdout.isTTY === true ? (this.#parts.stdout.columns ?? 80) : null;
  }

  /** Coloured where a person looks at it and has not said otherwise (NO_COLOR). */
  paint(colour: Colour, text: string): string {
    return this.#coloured ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
  }

  async readStdin(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.#parts.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  get #coloured(): boolean {
    const { NO_COLOR = '', TERM } = this.environment;
    return this.#parts.stdout.isTTY === true && NO_COLOR === '' && TERM !== 'dumb';
  }
}
