import type { Writable } from 'node:stream';
import { truncate } from './text.ts';

const colorCodes = { red: 31, green: 32, yellow: 33, cyan: 36, grey: 90 } as const;
export type Color = keyof typeof colorCodes;

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

export interface TerminalStreams {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The input and output of a command. Results go to stdout. Progress, advice and errors go to stderr. */
export class Terminal {
  readonly environment: TerminalStreams['environment'];
  readonly #streams: TerminalStreams;
  /** Number of drawn lines that the next drawing replaces. */
  #drawn = 0;

  constructor(streams: TerminalStreams) {
    this.#streams = streams;
    this.environment = streams.environment;
  }

  /** Prints a line of the result. */
  print(line: string): void {
    this.clear();
    this.#streams.stdout.write(`${line}\n`);
  }

  printLines(lines: readonly string[]): void {
    for (const line of lines) this.print(line);
  }

  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  printBytes(bytes: Uint8Array): void {
    this.#streams.stdout.write(bytes);
  }

  /** Prints a line of progress, advice or an error. Masks any API key in it. */
  report(line: string): void {
    this.clear();
    this.#streams.stderr.write(`${line.replaceAll(/vdk_[\w-]{20,}/g, 'vdk_…')}\n`);
  }

  /** True if progress can be redrawn in place. */
  get isInteractive(): boolean {
    return this.#streams.stderr.isTTY === true && this.environment.TERM !== 'dumb';
  }

  /** Draws lines in place of those drawn before. Does nothing if the terminal is not interactive. */
  draw(lines: readonly string[]): void {
    if (!this.isInteractive) return;
    const { columns = 80, rows = 24 } = this.#streams.stderr;
    this.clear();
    const shown = lines.slice(0, rows - 1);
    for (const line of shown) this.#streams.stderr.write(`${truncate(line, columns - 1)}\n`);
    this.#drawn = shown.length;
  }

  /** Removes the drawn lines. */
  clear(): void {
    if (this.#drawn > 0) this.#streams.stderr.write(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }

  /** The width of the terminal in columns, or null if stdout is not a terminal. */
  get columns(): number | null {
    return this.#streams.stdout.isTTY === true ? (this.#streams.stdout.columns ?? 80) : null;
  }

  /** Colors the text if stdout is a terminal and NO_COLOR is not set. */
  paint(color: Color, text: string): string {
    return this.#useColor ? `\u001b[${colorCodes[color]}m${text}\u001b[0m` : text;
  }

  async readStdin(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.#streams.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  /** Asks a question whose answer is yes only for `y` or `yes`. */
  async confirm(question: string): Promise<boolean> {
    this.clear();
    this.#streams.stderr.write(`${question} [y/N] `);
    let answer = '';
    for await (const chunk of this.#streams.stdin) {
      answer += String(chunk);
      if (answer.includes('\n')) break;
    }
    return /^y(?:es)?$/i.test(answer.trim());
  }

  get #useColor(): boolean {
    const { NO_COLOR = '', TERM } = this.environment;
    return this.#streams.stdout.isTTY === true && NO_COLOR === '' && TERM !== 'dumb';
  }
}
