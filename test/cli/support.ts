import { Writable } from 'node:stream';
import { Terminal } from '../../cli/output/terminal.ts';
import { run } from '../../cli/run.ts';

class Captured extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 100;
  readonly rows = 24;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The process environment of a command. */
export interface CliEnvironment {
  readonly environment?: Readonly<Record<string, string>>;
  /** True if stdout and stderr are terminals. */
  readonly tty?: boolean;
  readonly stdin?: string | Buffer;
}

/** Creates a terminal that captures its output. */
export function terminalIn({ environment = {}, tty = false, stdin = '' }: CliEnvironment = {}) {
  const [stdout, stderr] = [new Captured(tty), new Captured(tty)];
  const input = (async function* () {
    yield stdin;
  })();
  const terminal = new Terminal({ stdin: input, stdout, stderr, environment });
  return { terminal, stdout, stderr };
}

/** Runs a command line in this process. */
export async function voice(words: readonly string[], cliEnvironment: CliEnvironment = {}): Promise<Outcome> {
  const { terminal, stdout, stderr } = terminalIn(cliEnvironment);
  const code = await run(words, terminal);
  return { code, out: stdout.text, err: stderr.text };
}
