import type { ApiKey } from './api-key.ts';
import type { Clock } from './clock.ts';
import { Connections } from './connections.ts';
import type { DashScopeEndpoint } from './endpoint.ts';
import { type Answer, exchange, type Failure } from './exchange.ts';
import { FAMILY_ROWS } from './families.ts';
import type { RateLimiter } from './limiter.ts';
import type { OperationTimeouts } from './timeouts.ts';
import { CUSTOMIZATION_PATH, type Family, type Operation } from './vocabulary.ts';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ProviderCall extends CallOptions {
  readonly family: Family;
  readonly operation: Operation;
  /** `input` without its `action`. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** Epoch milliseconds after which the request must not be sent. */
  readonly sendBefore?: number | undefined;
}

/** The call that a result belongs to. */
export interface CallContext {
  readonly caller: ProviderCaller;
  readonly family: Family;
  readonly operation: Operation;
  /** The target model of a create. Null for the other operations. */
  readonly targetModel: string | null;
}

/** This process's limiter had no free slot in time. Nothing was sent. */
export interface Limited {
  readonly kind: 'limited';
  readonly waitMs: number;
}

export interface CallerSettings {
  readonly endpoint: DashScopeEndpoint;
  readonly apiKey: ApiKey;
  readonly dataInspection: boolean;
  readonly timeouts: Readonly<Record<'create' | 'other', OperationTimeouts>>;
  readonly maxBodyBytes: number;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
}

/** Sends the operations' calls to the provider. Each client has one instance. */
export class ProviderCaller {
  readonly endpoint: DashScopeEndpoint;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly #settings: CallerSettings;
  readonly #connections: Connections;
  readonly #path: string;

  constructor(settings: CallerSettings) {
    this.endpoint = settings.endpoint;
    this.limiter = settings.limiter;
    this.clock = settings.clock;
    this.#settings = settings;
    const url = new URL(settings.endpoint.baseUrl + CUSTOMIZATION_PATH);
    this.#path = url.pathname;
    this.#connections = new Connections(url.origin, settings.timeouts.other.connectMs, settings.clock);
  }

  /** Returns the text with the API key masked. */
  mask(text: string): string {
    return this.#settings.apiKey.mask(text);
  }

  async call(call: ProviderCall): Promise<Answer | Failure | Limited> {
    const { clock, limiter } = this;
    const timeouts = this.#settings.timeouts[call.operation === 'create' ? 'create' : 'other'];
    const startedAt = clock.now();
    const latest = Math.min(startedAt + timeouts.totalMs, call.sendBefore ?? Number.POSITIVE_INFINITY);
    if (latest < startedAt) return unsent('too_late');
    try {
      const booked = await limiter.acquire(call.family, latest - startedAt, call.signal);
      if (!booked.granted) return { kind: 'limited', waitMs: booked.waitMs };
    } catch {
      return unsent('aborted');
    }

    const row = FAMILY_ROWS[call.family];
    const isCreate = call.operation === 'create';
    const request = {
      path: this.#path,
      headers: this.#headers(),
      body: JSON.stringify({
        model: row.topLevelModel,
        input: { action: row.actions[call.operation], ...call.input },
        ...(call.parameters === undefined ? {} : { parameters: call.parameters }),
      }),
      closeAfter: isCreate,
      headersMs: timeouts.headersMs,
      bodyIdleMs: timeouts.bodyIdleMs,
      totalMs: startedAt + timeouts.totalMs - clock.now(),
      maxBodyBytes: this.#settings.maxBodyBytes,
      signal: call.signal,
      mayStillSend: () => call.sendBefore === undefined || clock.now() < call.sendBefore,
    };
    if (!isCreate) return exchange({ ...request, dispatcher: this.#connections.pooled() });
    return this.#connections.fresh(timeouts.connectMs, (dispatcher) => exchange({ ...request, dispatcher }));
  }

  close(): Promise<void> {
    return this.#connections.close();
  }

  #headers(): Record<string, string> {
    const { endpoint, apiKey, dataInspection } = this.#settings;
    return {
      authorization: apiKey.bearer(),
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': 'voice-design-workflow',
      ...(endpoint.workspaceId === null ? {} : { 'X-DashScope-WorkSpace': endpoint.workspaceId }),
      ...(dataInspection ? { 'X-DashScope-DataInspection': 'enable' } : {}),
    };
  }
}

function unsent(reason: Failure['reason']): Failure {
  return { kind: 'failed', sent: false, reason, code: null };
}
