import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

export interface ExchangeRequest {
  readonly dispatcher: Dispatcher;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Requests that the server closes the connection after the answer. */
  readonly closeAfter: boolean;
  readonly headersMs: number;
  readonly bodyIdleMs: number;
  /** Remaining part of the operation's total time. */
  readonly totalMs: number;
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Called immediately before the request is written to the socket. The request is not sent if it returns false. */
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
  /** True if the request may have reached the provider. The phase of the exchange decides, never the error code. */
  readonly sent: boolean;
  readonly reason: FailureReason;
  /** Error code of the system or of undici, if there is one. */
  readonly code: string | null;
}

/**
 * Sends one HTTP request and reads the whole answer. It never rejects, follows no redirect, never sends twice, and ends
 * within `totalMs` in every case.
 */
export function exchange(request: ExchangeRequest): Promise<Answer | Failure> {
  return new Promise((resolve) => {
    // undici frees a connection in the next turn of the event loop. An earlier call would open another one.
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
  /** Limits the time from the request to the headers, then between the parts of the body. */
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
          // undici must neither send it again nor pipeline it behind another request.
          idempotent: false,
          // undici's own timers are up to a second late. The timers below replace them.
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

  /** undici calls this on a connected socket, after the TLS handshake, immediately before it writes the request. */
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
    // A 1xx is only an interim answer.
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
