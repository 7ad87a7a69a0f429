import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FunctionResult } from '../../core/ports.ts';
import type { FunctionConfiguration } from './function-configuration.ts';
import {
  exited,
  outOfMemory,
  payloadLimitBytes,
  reported,
  responseTooLarge,
  timedOut,
} from './function-errors.ts';
import type { InvocationMessage, RuntimeMessage } from './runtime/messages.ts';

/** AWS gives a function's initialization 10 s of its own, then the time of the first invocation. */
const initializationMilliseconds = 10_000;

/** The runner's own, if it has one; a worker thread does not inherit it. */
const runners = getCompileCacheDir();
const compileCache = runners && dirname(runners);

export interface Invocation {
  readonly requestId: string;
  /** The event as JSON text. */
  readonly body: string;
}

interface Running {
  readonly invocation: Invocation;
  readonly finish: (result: FunctionResult) => void;
  timer: NodeJS.Timeout;
}

/**
 * One execution environment of a function: AWS's runtime client in a worker thread. It takes one invocation at a time
 * and stays warm between them. Code that goes on after its answer is not frozen, as it would be on AWS.
 */
export class ExecutionEnvironment {
  readonly #configuration: FunctionConfiguration;
  readonly #worker: Worker;
  readonly #line: (line: string) => void;
  #waitingForNext = false;
  #running: Running | undefined;
  #initError: FunctionResult | undefined;
  #outOfMemory = false;
  #alive = true;

  constructor(
    configuration: FunctionConfiguration,
    variables: Record<string, string>,
    line: (line: string) => void,
  ) {
    this.#configuration = configuration;
    this.#line = line;
    this.#worker = new Worker(new URL('./runtime/entry.mjs', import.meta.url), {
      name: configuration.name,
      workerData: { compileCache },
      env: variables,
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: configuration.memoryMiB },
    });
    this.#worker.on('message', (message: RuntimeMessage) => this.#hear(message));
    this.#worker.on('error', (error) => this.#failed(error));
    this.#worker.on('exit', (code) => this.#ended(code));
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) forEachLine(stream, line);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** @returns also when the function fails, times out or takes its environment with it; never throws */
  invoke(invocation: Invocation): Promise<FunctionResult> {
    return new Promise((resolve) => {
      const timeout = initializationMilliseconds + this.#configuration.timeoutSeconds * 1000;
      const timer = setTimeout(() => this.#timeOut(), timeout);
      this.#running = { invocation, finish: resolve, timer };
      if (!this.#alive) this.#finish(this.#initError ?? exited(invocation.requestId, 1));
      else if (this.#waitingForNext) this.#deliver();
    });
  }

  async stop(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #hear(message: RuntimeMessage): void {
    switch (message.kind) {
      case 'next':
        this.#waitingForNext = true;
        this.#deliver();
        return;
      case 'response':
        if (message.requestId === this.#running?.invocation.requestId)
          this.#finish(readResponse(message.body));
        return;
      case 'error':
        if (message.requestId === this.#running?.invocation.requestId) this.#finish(reported(message.body));
        return;
      case 'initError':
        this.#alive = false;
        this.#initError = reported(message.body);
        this.#finish(this.#initError);
        return;
    }
  }

  /** The clock of the function's time-out starts here: neither the queue nor the initialization count. */
  #deliver(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#waitingForNext = false;
    clearTimeout(running.timer);
    const timeout = this.#configuration.timeoutSeconds * 1000;
    running.timer = setTimeout(() => this.#timeOut(), timeout);
    const message: InvocationMessage = {
      body: running.invocation.body,
      headers: {
        'lambda-runtime-aws-request-id': running.invocation.requestId,
        'lambda-runtime-deadline-ms': String(Date.now() + timeout),
        'lambda-runtime-invoked-function-arn': this.#configuration.arn,
      },
    };
    this.#worker.postMessage(message);
  }

  #timeOut(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#alive = false;
    const { timeoutSeconds } = this.#configuration;
    const { requestId } = running.invocation;
    this.#line(
      `${new Date().toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    );
    void this.#worker.terminate();
    this.#finish(timedOut(requestId, timeoutSeconds));
  }

  #failed(error: unknown): void {
    this.#alive = false;
    this.#outOfMemory =
      typeof error === 'object' &&
      error !== null &&
      'code' in error &&
      error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (this.#initError === undefined) this.#line(`${new Date().toISOString()} ${String(error)}`);
  }

  #ended(code: number): void {
    this.#alive = false;
    const requestId = this.#running?.invocation.requestId;
    if (requestId === undefined) return;
    this.#finish(this.#outOfMemory ? outOfMemory(requestId) : exited(requestId, code));
  }

  #finish(result: FunctionResult): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    clearTimeout(running.timer);
    running.finish(result);
  }
}

function readResponse(body: string): FunctionResult {
  const bytes = Buffer.byteLength(body);
  return bytes > payloadLimitBytes ? responseTooLarge(bytes) : { payload: JSON.parse(body) };
}

function forEachLine(stream: NodeJS.ReadableStream, line: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => {
    const lines = (rest + String(text)).split('\n');
    rest = lines.pop() ?? '';
    for (const complete of lines) if (complete !== '') line(complete);
  });
  stream.on('end', () => {
    if (rest !== '') line(rest);
  });
}
