import type { LogFields } from '../platform/log.ts';
import type { ApiKey } from './api-key.ts';
import { CallGate, type CallGateSettings, type GatedCall, type Limited, unsent } from './call-gate.ts';
import type { Clock } from './clock.ts';
import { Connections } from './connections.ts';
import type { DashScopeEndpoint } from './endpoint.ts';
import { type Answer, exchange, type Failure } from './exchange.ts';
import { FAMILY_ROWS } from './families.ts';
import type { OperationTimeouts } from './timeouts.ts';
import { CUSTOMIZATION_PATH, type Family, type Operation } from './vocabulary.ts';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the call may wait for its slot in the account's rate. Default: that of the client. */
  readonly maxSlotWaitMs?: number | undefined;
  /** The voice, execution and owner that the call is made for. Only the observer of the calls reads them. */
  readonly subject?: LogFields | undefined;
  /** Called at the end of an exchange with its duration in milliseconds, without the wait for the slot. */
  readonly onExchange?: ((milliseconds: number) => void) | undefined;
}

export interface ProviderCall extends CallOptions, GatedCall {
  /** `input` without its `action`. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

/** The call that a result belongs to. */
export interface CallContext {
  readonly caller: ProviderCaller;
  readonly family: Family;
  readonly operation: Operation;
  /** The target model of a create. Null for the other operations. */
  readonly targetModel: string | null;
}

export interface CallerSettings extends CallGateSettings {
  readonly endpoint: DashScopeEndpoint;
  readonly apiKey: ApiKey;
  readonly dataInspection: boolean;
  readonly timeouts: Readonly<Record<'create' | 'other', OperationTimeouts>>;
  readonly maxBodyBytes: number;
}

/** Sends the operations' calls to the provider. Each client has one instance. */
export class ProviderCaller {
  readonly endpoint: DashScopeEndpoint;
  readonly clock: Clock;
  readonly gate: CallGate;
  readonly #settings: CallerSettings;
  readonly #connections: Connections;
  readonly #path: string;

  constructor(settings: CallerSettings) {
    this.endpoint = settings.endpoint;
    this.clock = settings.clock;
    this.gate = new CallGate(settings);
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
    const { clock } = this;
    const timeouts = this.#settings.timeouts[call.operation === 'create' ? 'create' : 'other'];
    const { sendBefore = Number.POSITIVE_INFINITY } = call;
    if (sendBefore < clock.now()) return unsent('too_late');
    const entered = await this.gate.enter(call);
    if (entered.kind !== 'granted') return entered;

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
      totalMs: timeouts.totalMs,
      maxBodyBytes: this.#settings.maxBodyBytes,
      signal: call.signal,
      mayStillSend: () => clock.now() < sendBefore,
    };
    const sentAt = clock.now();
    const result = isCreate
      ? await this.#connections.fresh(timeouts.connectMs, (dispatcher) =>
          exchange({ ...request, dispatcher }),
        )
      : await exchange({ ...request, dispatcher: this.#connections.pooled() });
    call.onExchange?.(clock.now() - sentAt);
    return result;
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
