import { parseApiKey } from './api-key.ts';
import { type CallBudget, SharedBudget } from './budget.ts';
import { type Clock, systemClock } from './clock.ts';
import type { CreateVoiceRequest } from './create-request.ts';
import { type CreateOutcome, type CreateVoiceOptions, createVoice } from './create-voice.ts';
import { type DeletedVoice, type DeleteVoiceRequest, deleteVoice } from './delete-voice.ts';
import type { DashScopeEndpoint } from './endpoint.ts';
import { type ListVoicesRequest, listVoices, type VoicePage } from './list-voices.ts';
import { MemoryBudgetStore } from './memory-budget.ts';
import { type CompletedCall, observeCalls } from './observe-calls.ts';
import { type CallOptions, ProviderCaller } from './provider-call.ts';
import type { ProviderVoice } from './provider-voice.ts';
import { type QueriedVoice, type QueryVoiceRequest, queryVoice } from './query-voice.ts';
import {
  CREATE_TIMEOUTS,
  MAX_BODY_BYTES,
  MAX_SLOT_WAIT_MS,
  type OperationTimeouts,
  OTHER_TIMEOUTS,
} from './timeouts.ts';
import { type WalkVoicesRequest, walkVoices } from './walk-voices.ts';
import { type ProviderWarning, warningsAbout } from './warnings.ts';

export interface DashScopeClientSettings {
  /** The result of `resolveEndpoint`. */
  readonly endpoint: DashScopeEndpoint;
  readonly apiKey: string;
  /** Sends `X-DashScope-DataInspection: enable`. Default false, as in the provider's SDKs. */
  readonly dataInspection?: boolean;
  readonly timeouts?: {
    readonly create?: Partial<OperationTimeouts>;
    readonly other?: Partial<OperationTimeouts>;
  };
  /** Maximum size of an answer, in bytes. Default 32 MiB. */
  readonly maxBodyBytes?: number;
  /** The budget that all clients of one provider account share. Default: one that the process keeps for this client. */
  readonly budget?: CallBudget;
  /** Milliseconds that a call may wait for its slot in the budget. Default 5,000. */
  readonly maxSlotWaitMs?: number;
  /** Called before a create is sent, once for each warning, such as an unknown target model. */
  readonly onWarning?: (warning: ProviderWarning) => void;
  /** Called at the end of each call. */
  readonly onCall?: (call: CompletedCall) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** Voice design on one endpoint with one key. */
export interface DashScopeClient {
  readonly endpoint: DashScopeEndpoint;
  createVoice(request: CreateVoiceRequest, options?: CreateVoiceOptions): Promise<CreateOutcome>;
  queryVoice(request: QueryVoiceRequest, options?: CallOptions): Promise<QueriedVoice>;
  listVoices(request: ListVoicesRequest, options?: CallOptions): Promise<VoicePage>;
  walkVoices(request: WalkVoicesRequest, options?: CallOptions): AsyncGenerator<ProviderVoice, void>;
  deleteVoice(request: DeleteVoiceRequest, options?: CallOptions): Promise<DeletedVoice>;
  /** Closes pooled connections and aborts calls that still use them. */
  close(): Promise<void>;
}

/**
 * A client for the provider's four operations.
 *
 * @throws DashScopeConfigurationError for a malformed key
 */
export function createDashScopeClient(settings: DashScopeClientSettings): DashScopeClient {
  const { endpoint, clock = systemClock, random = Math.random } = settings;
  const caller = new ProviderCaller({
    endpoint,
    apiKey: parseApiKey(settings.apiKey),
    dataInspection: settings.dataInspection ?? false,
    timeouts: {
      create: { ...CREATE_TIMEOUTS, ...settings.timeouts?.create },
      other: { ...OTHER_TIMEOUTS, ...settings.timeouts?.other },
    },
    maxBodyBytes: settings.maxBodyBytes ?? MAX_BODY_BYTES,
    budget:
      settings.budget ?? new SharedBudget({ budgetStore: new MemoryBudgetStore(), share: 1, clock, random }),
    maxSlotWaitMs: settings.maxSlotWaitMs ?? MAX_SLOT_WAIT_MS,
    clock,
  });
  const client: DashScopeClient = {
    endpoint,
    createVoice: (request, options) => {
      const { onWarning } = settings;
      if (onWarning) {
        const warnings = warningsAbout({ ...request, ...endpoint }, new Date(clock.now()));
        for (const warning of warnings) onWarning(warning);
      }
      return createVoice(caller, request, options);
    },
    queryVoice: (request, options) => queryVoice(caller, request, options),
    listVoices: (request, options) => listVoices(caller, request, options),
    walkVoices: (request, options) => walkVoices((page) => listVoices(caller, page, options), request),
    deleteVoice: (request, options) => deleteVoice(caller, request, options),
    close: () => caller.close(),
  };
  return settings.onCall ? observeCalls(client, settings.onCall) : client;
}
