import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { FunctionResult } from '../../core/ports.ts';
import type { FunctionConfiguration } from './function-configuration.ts';
import {
  exitError,
  outOfMemoryError,
  payloadLimitBytes,
  reportedError,
  responseTooLargeError,
  timeoutError,
} from './function-errors.ts';
import { usedMemoryBytes } from './runtime/memory.ts';
import type { InvocationMessage, RuntimeMessage } from './runtime/messages.ts';

/** On AWS, the initialization of a function may take 10 s in addition to the timeout of the first invocation. */
const initializationMilliseconds = 10_000;

/** The default, up to 48 MiB, would fill with garbage in each of the dozens of environments. */
const maxYoungGenerationSizeMb = 6;

// A flag of the process, such as that of `npm start`, would take precedence over the limit of a thread. The main thread has
// its young generation already.
setFlagsFromString('--max-semi-space-size=0');

/** The heap limit of a thread does not include its buffers, so the memory of a running invocation is measured this often. */
const memoryCheckMilliseconds = 200;

/** The compile cache of the runner, if it has one. A worker thread does not inherit it. */
const compileCacheDir = getCompileCacheDir();
const compileCache = compileCacheDir && dirname(compileCacheDir);

export interface Invocation {
  readonly requestId: string;
  /** The event as JSON text. */
  readonly body: string;
}

interface Running {
  readonly invocation: Invocation;
  readonly finish: (result: FunctionResult) => void;
  readonly memoryCheck: NodeJS.Timeout;
  timer: NodeJS.Timeout;
}

/**
 * An execution environment of a function: AWS's runtime client in a worker thread. It handles one invocation at a time and
 * stays warm between them. Unlike on AWS, code that still runs after the response is not frozen.
 */
export class ExecutionEnvironment {
  readonly #configuration: FunctionConfiguration;
  readonly #worker: Worker;
  readonly #log: (line: string) => void;
  #waitingForNext = false;
  #running: Running | undefined;
  #initError: FunctionResult | undefined;
  #isOutOfMemory = false;
  #alive = true;

  constructor(
    configuration: FunctionConfiguration,
    variables: Record<string, string>,
    log: (line: string) => void,
  ) {
    this.#configuration = configuration;
    this.#log = log;
    this.#worker = new Worker(new URL('./runtime/entry.mjs', import.meta.url), {
      name: configuration.name,
      workerData: { compileCache },
      env: variables,
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: configuration.memoryMiB, maxYoungGenerationSizeMb },
    });
    this.#worker.on('message', (message: RuntimeMessage) => this.#onMessage(message));
    this.#worker.on('error', (error) => this.#onError(error));
    this.#worker.on('exit', (code) => this.#onExit(code));
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) forEachLine(stream, log);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Never rejects. A function that fails, times out or ends its environment returns a function error. */
  invoke(invocation: Invocation): Promise<FunctionResult> {
    return new Promise((resolve) => {
      const timeout = initializationMilliseconds + this.#configuration.timeoutSeconds * 1000;
      const timer = setTimeout(() => this.#timeOut(), timeout);
      const memoryCheck = setInterval(() => void this.#checkMemory(), memoryCheckMilliseconds);
      this.#running = { invocation, finish: resolve, timer, memoryCheck };
      if (!this.#alive) this.#finish(this.#initError ?? exitError(invocation.requestId, 1));
      else if (this.#waitingForNext) this.#deliver();
    });
  }

  async stop(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #onMessage(message: RuntimeMessage): void {
    switch (message.kind) {
      case 'next':
        this.#waitingForNext = true;
        this.#deliver();
        return;
      case 'response':
        if (message.requestId !== this.#running?.invocation.requestId) return;
        if (this.#exceedsMemory(message.memoryBytes)) this.#runOutOfMemory();
        else this.#finish(readResponse(message.body));
        return;
      case 'error':
        if (message.requestId === this.#running?.invocation.requestId)
          this.#finish(reportedError(message.body));
        return;
      case 'initError':
        this.#alive = false;
        this.#initError = reportedError(message.body);
        this.#finish(this.#initError);
        return;
    }
  }

  /** Starts the function's timeout. The time in the queue and the initialization do not count. */
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
    this.#log(
      `${new Date().toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    );
    void this.#worker.terminate();
    this.#finish(timeoutError(requestId, timeoutSeconds));
  }

  /** Measures a thread that is busy, too. */
  async #checkMemory(): Promise<void> {
    try {
      if (this.#exceedsMemory(usedMemoryBytes(await this.#worker.getHeapStatistics())))
        this.#runOutOfMemory();
    } catch {
      // The thread has ended, and its exit ends the invocation.
    }
  }

  #exceedsMemory(bytes: number): boolean {
    return bytes > this.#configuration.memoryMiB * 1024 * 1024;
  }

  #runOutOfMemory(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#alive = false;
    this.#log(
      `${new Date().toISOString()} ${running.invocation.requestId} Runtime exited with error: signal: killed`,
    );
    void this.#worker.terminate();
    this.#finish(outOfMemoryError(running.invocation.requestId));
  }

  #onError(error: unknown): void {
    this.#alive = false;
    this.#isOutOfMemory =
      typeof error === 'object' &&
      error !== null &&
      'code' in error &&
      error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (this.#initError === undefined) this.#log(`${new Date().toISOString()} ${String(error)}`);
  }

  #onExit(code: number): void {
    this.#alive = false;
    const requestId = this.#running?.invocation.requestId;
    if (requestId === undefined) return;
    this.#finish(this.#isOutOfMemory ? outOfMemoryError(requestId) : exitError(requestId, code));
  }

  #finish(result: FunctionResult): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    clearTimeout(running.timer);
    clearInterval(running.memoryCheck);
    running.finish(result);
  }
}

function readResponse(body: string): FunctionResult {
  const bytes = Buffer.byteLength(body);
  return bytes > payloadLimitBytes ? responseTooLargeError(bytes) : { payload: JSON.parse(body) };
}

function forEachLine(stream: NodeJS.ReadableStream, handleLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => {
    const lines = (rest + String(text)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') handleLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') handleLine(rest);
  });
}
