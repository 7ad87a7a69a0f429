import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type RunningStack, readRunningStack } from '../running-stack.ts';

/** The stack did not start. It has printed the reason. */
export class TemporaryStackError extends Error {
  override readonly name = 'TemporaryStackError';
}

const script = join(import.meta.dirname, '..', 'start', 'main.ts');

/** A stack with a simulator on free ports and in a temporary folder, started as `npm start` does. */
export class TemporaryStack {
  readonly #folder = mkdtempSync(join(tmpdir(), 'voice-demo-'));
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(environment: NodeJS.ProcessEnv) {
    // Without the key, the stack uses the simulator, so that the demo costs nothing.
    const { DASHSCOPE_API_KEY: _, ...withoutKey } = environment;
    const args = ['--state', this.#folder, '--port', '0', '--simulator-port', '0'];
    this.#process = spawn(process.execPath, [script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: withoutKey,
    });
    this.#ended = once(this.#process, 'close');
  }

  /** Waits until the stack is ready. @throws TemporaryStackError if it exits instead */
  async ready(): Promise<RunningStack> {
    const { stdout } = this.#process;
    if (stdout) {
      // The output is read to its end, so that a full pipe does not block the stack.
      const lines = createInterface({ input: stdout });
      const ready = new Promise<void>((resolve) => {
        lines.on('line', (line) => {
          if (line.startsWith('Ready in')) resolve();
        });
      });
      await Promise.race([ready, this.#ended]);
    }
    const stack = readRunningStack(this.#folder);
    if (stack && this.#process.exitCode === null && this.#process.signalCode === null) return stack;
    throw new TemporaryStackError('The stack did not start.');
  }

  /** Stops the stack with its simulator and removes the folder. */
  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
