import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Api, type Voice } from '../../../scripts/demo/api.ts';
import { readRunningStack } from '../../../scripts/running-stack.ts';
import { readOptions } from '../../../scripts/start/options.ts';
import { settingsOf } from '../../../scripts/start/settings.ts';
import { configuredSettings } from '../../../scripts/start/synthesize.ts';
import { type ControlClient, controlClient } from '../../../simulator/control-client.ts';
import type { Call } from '../../../simulator/store/call-log.ts';
import { synthesizedAssembly } from '../../support/assembly.ts';
import { commandEnvironment } from '../../support/run-folder.ts';

export interface StartSettings {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const simulatorNote = z.object({
  urls: z.object({ mainland: z.url(), international: z.url() }),
  controlUrl: z.url(),
  pid: z.int(),
});

/** `npm start` as a separate process on free ports, with its state in the given folder. */
export class LocalStack {
  output = '';
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #folder: string;

  private constructor(folder: string, { args = [], environment = {} }: StartSettings) {
    this.#folder = folder;
    const ports = args.includes('--port') ? [] : ['--port', '0', '--simulator-port', '0'];
    this.#process = spawn(process.execPath, ['scripts/start/main.ts', '--state', folder, ...ports, ...args], {
      env: commandEnvironment(environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exited = once(this.#process, 'exit');
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
  }

  /** Starts and waits until it is ready. @throws Error with what it printed, if it ends instead */
  static async start(folder: string, settings: StartSettings = {}): Promise<LocalStack> {
    const assembly = join(folder, 'cdk.out');
    if (!existsSync(assembly)) {
      const { args = [], environment = {} } = settings;
      const voiceDesign = settingsOf(readOptions(args), environment, configuredSettings('.'));
      const synthesized = await synthesizedAssembly(voiceDesign);
      cpSync(synthesized, assembly, { recursive: true });
    }
    const stack = new LocalStack(folder, settings);
    await stack.prints(/^Ready in/m);
    return stack;
  }

  /** Starts a stack that ends by itself, and returns its output and its exit code. */
  static async attempt(
    folder: string,
    settings: StartSettings,
  ): Promise<{ output: string; code: number | null }> {
    const stack = new LocalStack(folder, settings);
    await stack.#exited;
    return { output: stack.output, code: stack.#process.exitCode };
  }

  async prints(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) {
      if (this.#process.exitCode !== null)
        throw new Error(`The stack ended and did not print ${pattern}: ${this.output}`);
      await this.printsMore();
    }
  }

  /** Waits for the next output. The stack prints every change of a voice and every run of a schedule. */
  async printsMore(): Promise<void> {
    const end = new AbortController();
    const more = [this.#process.stdout, this.#process.stderr].map(
      (stream) => stream && once(stream, 'data', { signal: end.signal }).catch(() => {}),
    );
    await Promise.race([...more, this.#exited]);
    end.abort();
  }

  /** Waits until the stack prints that a voice has a status, and returns the voice. */
  async voiceAt(voiceId: string, status: string): Promise<Voice> {
    const voice = await this.api.get(voiceId);
    if (voice.status === status) return voice;
    await this.prints(new RegExp(`${voiceId} +${status}`));
    return this.api.get(voiceId);
  }

  get note() {
    const note = readRunningStack(this.#folder);
    if (!note) throw new Error('The stack has not written stack.json.');
    return note;
  }

  get api(): Api {
    return new Api(this.note.apiUrl, this.note.apiKey);
  }

  get stateFolder(): string {
    return this.#folder;
  }

  /** The stack's file about the simulator that it found or started. */
  get simulatorNote() {
    return simulatorNote.parse(JSON.parse(readFileSync(join(this.#folder, 'simulator.json'), 'utf8')));
  }

  /** The simulator's control plane. */
  get simulator(): ControlClient {
    return controlClient(this.simulatorNote.controlUrl);
  }

  /** Process ids of the stack and of its simulator. */
  get pids(): readonly number[] {
    return [this.note.pid, this.simulatorNote.pid];
  }

  /** Returns the creates with a preview text that the provider received, including those that failed. */
  async createsOf(previewText: string): Promise<Call[]> {
    const requested = z.looseObject({ preview_text: z.literal(previewText) });
    const calls = await this.simulator.calls();
    return calls.filter(({ action, input }) => action === 'create' && requested.safeParse(input).success);
  }

  async call(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    return fetch(this.note.apiUrl.replace(/\/$/, '') + path, init);
  }

  /** Kills the process without notice, like a power failure. The simulator continues. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  /** Stops the stack like Ctrl-C and `npm stop`, and returns its exit code. */
  async stop(): Promise<number | null> {
    this.#process.kill('SIGTERM');
    await this.#exited;
    return this.#process.exitCode;
  }
}
