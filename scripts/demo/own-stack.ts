import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type RunningStackNote, readRunningStack } from '../running-stack.ts';

/** A stack of the demo's own did not start; the stack has printed why. */
export class OwnStackError extends Error {
  override readonly name = 'OwnStackError';
}

const script = join(import.meta.dirname, '..', 'start', 'main.ts');

/** `npm start` with a simulator, on free ports and in a temporary folder. */
export class OwnStack {
  readonly #folder = mkdtempSync(join(tmpdir(), 'voice-demo-'));
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(environment: NodeJS.ProcessEnv) {
    // The demo makes no voices that are billed.
    const { DASHSCOPE_API_KEY: _, ...withoutKey } = environment;
    const args = ['--state', this.#folder, '--port', '0', '--simulator-port', '0'];
    this.#process = spawn(process.execPath, [script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: withoutKey,
    });
    this.#ended = once(this.#process, 'close');
  }

  /** Waits until it answers. @throws OwnStackError if it ends instead */
  async ready(): Promise<RunningStackNote> {
    const { stdout } = this.#process;
    if (stdout) {
      // Read to its end: the stack must not wait for a reader.
      const lines = createInterface({ input: stdout });
      const ready = new Promise<void>((resolve) => {
        lines.on('line', (line) => {
          if (line.startsWith('Ready in')) resolve();
        });
      });
      await Promise.race([ready, this.#ended]);
    }
    const note = readRunningStack(this.#folder);
    if (note && this.#process.exitCode === null && this.#process.signalCode === null) return note;
    throw new OwnStackError('The stack did not start.');
  }

  /** Ends the stack with its simulator, and removes the folder. */
  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
