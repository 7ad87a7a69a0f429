import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

export interface ExchangeRequest {
  readonly dispatcher: Dispatcher;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Ask the server to close the connection after this answer. */
  readonly closeAfter: boolean;
  readonly headersMs: number;
  readonly bodyIdleMs: number;
  /** What is left of the operation's total time. */
  readonly totalMs: number;
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Asked at the last moment before the request goes onto the socket: false, and it stays unsent. */
  readonly mayStillSend: () => boolean;
}

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type FailureReason =
  | 'connection'
  | 'connect_timeout'
  | 'headers_timeout'
  | 'body_timeout'
  | 'total_timeout'
  | 'aborted'
  | 'too_late'
  | 'too_large'
  | 'not_http';

export interface Failure {
  readonly kind: 'failed';
  /** Whether the request may have reached the provider. ClassifiedVoice by phase, never by error code. */
  readonly sent: boolean;
  readonly reason: FailureReason;
  /** The system's or undici's error code, when there is one. */
  readonly code: string | null;
}

/**
 * One HTTP request and its whole answer, or how far it got. Never rejects, never follows a redirect, never
 * sends twice, and ends within `totalMs` whatever the other side does.
 */
export function exchange(request: ExchangeRequest): Promise<Answer | Failure> {
  return new Promise((resolve) => {
    // undici frees a connection in the event loop's next turn; a call that follows sooner would open another.
    const afterwards = (result: Answer | Failure) => queueMicrotask(() => setImmediate(resolve, result));
    new Exchange(request, afterwards).start();
  });
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: ExchangeRequest;
  readonly #resolve: (result: Answer | Failure) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #deadline: NodeJS.Timeout | undefined;
  /** Runs from the request to the headers, then from each part of the body to the next. */
  #patience: NodeJS.Timeout | undefined;
  #sent = false;
  #settled = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #bytes = 0;
  readonly #onAbort = (): void => this.#fail('aborted');

  constructor(request: ExchangeRequest, resolve: (result: Answer | Failure) => void) {
    this.#request = request;
    this.#resolve = resolve;
  }

  start(): void {
    const { dispatcher, path, headers, body, closeAfter, totalMs, signal } = this.#request;
    if (signal?.aborted === true) {
      this.#fail('aborted');
      return;
    }
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#deadline = setTimeout(() => this.#fail('total_timeout'), Math.max(1, totalMs));
    try {
      dispatcher.dispatch(
        {
          method: 'POST',
          path,
          headers: { ...headers },
          body,
          // Never twice on the wire, not even pipelined behind another request.
          idempotent: false,
          // undici's own timers are up to a second late; the ones below replace them.
          headersTimeout: 0,
          bodyTimeout: 0,
          ...(closeAfter ? { reset: true } : {}),
        },
        this,
      );
    } catch (error) {
      this.#fail('connection', codeOf(error));
    }
  }

  /** undici calls this with the socket connected, TLS included, immediately before it writes the request. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled || this.#sent) {
      controller.abort(new Error('not to be sent any more'));
      return;
    }
    this.#controller = controller;
    if (!this.#request.mayStillSend()) {
      this.#fail('too_late');
      return;
    }
    this.#sent = true;
    this.#patience = setTimeout(() => this.#fail('headers_timeout'), this.#request.headersMs);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: IncomingHttpHeaders,
  ): void {
    // An interim answer (1xx) is none.
    if (statusCode < 200) return;
    this.#status = statusCode;
    this.#headers = headers;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#fail('body_timeout'), this.#request.bodyIdleMs);
    if (Number(headers['content-length']) > this.#request.maxBodyBytes) this.#fail('too_large');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#patience?.refresh();
    this.#bytes += chunk.length;
    if (this.#bytes > this.#request.maxBodyBytes) {
      this.#fail('too_large');
      return;
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks);
    this.#settle({ kind: 'answer', status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const code = codeOf(error);
    this.#fail(reasonOf(code, error), code);
  }

  #fail(reason: FailureReason, code: string | null = null): void {
    if (this.#settled) return;
    this.#settle({ kind: 'failed', sent: this.#sent, reason, code });
    this.#controller?.abort(new Error(reason));
  }

  #settle(result: Answer | Failure): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#deadline);
    clearTimeout(this.#patience);
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
    this.#chunks.length = 0;
    this.#resolve(result);
  }
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code.slice(0, 64) : null;
}

function reasonOf(code: string | null, error: Error): FailureReason {
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'connect_timeout';
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return 'headers_timeout';
  if (code === 'UND_ERR_BODY_TIMEOUT') return 'body_timeout';
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || error.name === 'HTTPParserError' || code?.startsWith('HPE_')) {
    return 'not_http';
  }
  return 'connection';
}
