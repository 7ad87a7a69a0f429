import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Observer } from '../../core/runner-event.ts';

const rotateAboveBytes = 10 * 1024 * 1024;

/** The console output of functions. It goes to one log file for each function, and to the observer. */
export class FunctionLogs {
  readonly #folder: string;
  readonly #observer: Observer;
  readonly #files = new Map<string, WriteStream>();

  constructor(folder: string, observer: Observer) {
    this.#folder = folder;
    this.#observer = observer;
    mkdirSync(folder, { recursive: true });
  }

  write(functionName: string, line: string): void {
    this.#file(functionName).write(`${line}\n`);
    this.#observer({ kind: 'functionLog', functionName, line });
  }

  async close(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    await Promise.all(files.map((file) => new Promise<void>((resolve) => file.end(resolve))));
  }

  #file(functionName: string): WriteStream {
    const open = this.#files.get(functionName);
    if (open !== undefined) return open;
    const path = join(this.#folder, `${functionName}.log`);
    if (existsSync(path) && statSync(path).size > rotateAboveBytes) renameSync(path, `${path}.1`);
    const file = createWriteStream(path, { flags: 'a' });
    // With a full disk, log lines are lost but the function continues.
    file.on('error', () => this.#files.delete(functionName));
    this.#files.set(functionName, file);
    return file;
  }
}
