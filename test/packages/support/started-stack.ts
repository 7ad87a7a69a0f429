import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const main = join(process.cwd(), 'scripts/start/main.ts');
const ports = ['--port', '0', '--simulator-port', '0'];

/** `npm start` for the app of another folder. */
export class StartedStack {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  /** Starts a stack and waits until it is ready. @param folder the folder in which npm is called */
  static async start(folder: string, args: readonly string[]): Promise<StartedStack> {
    const child = spawn(process.execPath, [main, ...ports, ...args], { env: environment(folder) });
    let output = '';
    const exited = once(child, 'exit');
    while (!/^Ready in/m.test(output)) {
      const data = once(child.stdout, 'data').then(([chunk]) => String(chunk));
      const errors = once(child.stderr, 'data').then(([chunk]) => String(chunk));
      const more = await Promise.race([data, errors, exited.then(() => null)]);
      if (more === null) throw new Error(`the stack did not start: ${output}`);
      output += more;
    }
    child.stdout.resume();
    child.stderr.resume();
    return new StartedStack(child);
  }

  /** Starts a stack that is refused. */
  static attempt(folder: string, args: readonly string[]): SpawnSyncReturns<string> {
    const state = ['--state', join(folder, 'refused')];
    return spawnSync(process.execPath, [main, ...ports, ...state, ...args], {
      encoding: 'utf8',
      env: environment(folder),
    });
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exited;
  }
}

function environment(folder: string) {
  return { PATH: process.env.PATH, INIT_CWD: folder };
}
