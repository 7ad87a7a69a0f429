import {
  type CallGate,
  type CallOptions,
  type CreateOutcome,
  type CreateVoiceRequest,
  DashScopeAuthenticationError,
  type DashScopeClient,
  type DashScopeEndpoint,
  DashScopeError,
  DashScopeServerError,
  DashScopeThrottledError,
  DashScopeTimeoutError,
  DashScopeVoiceNotFoundError,
  type DeleteVoiceRequest,
  FAMILY_ROWS,
  type ListVoicesRequest,
  OTHER_TIMEOUTS,
  type ProviderStatus,
  type ProviderVoice,
  type QueryVoiceRequest,
  type VoicePage,
} from '../../../lambdas/shared/dashscope/index.ts';
import { walkVoices } from '../../../lambdas/shared/dashscope/walk-voices.ts';
import type { Faults } from '../faults.ts';
import type { Edges, Process } from '../process.ts';
import type { Random } from '../random.ts';
import type { VirtualTime } from '../virtual-time.ts';
import { CreateCall } from './create-call.ts';
import type { ProviderKey } from './keys.ts';
import type { Provider, SimulatedVoice } from './provider.ts';

export interface ProviderPorts {
  readonly provider: Provider;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly faults: Faults;
  readonly edges: Edges;
  /** Returns true while the provider is out of reach. */
  readonly isDown: () => boolean;
  /** Returns true while the provider shows no voices. */
  readonly showsNothing: () => boolean;
  /** Returns true while the list shows every voice as ready that a query shows in review. */
  readonly listDisagrees: () => boolean;
  /** Called before a request to create a voice of this name is sent. */
  readonly onCreate: (name: string) => void;
  /** Called before a voice is deleted with a key. */
  readonly onDelete: (key: ProviderKey, providerVoiceId: string) => void;
  /** Called after a delete whose outcome the caller cannot determine. */
  readonly onUnansweredDelete: (key: ProviderKey, providerVoiceId: string) => void;
}

/** Key and host of a client's calls. */
export interface Connection {
  readonly key: ProviderKey;
  /** Maximum seconds that the provider works on a request to this host. */
  readonly workingSeconds: number;
  /** Lets the client's calls pass at their slots. */
  readonly gate: CallGate;
}

/** Returns a DashScope client of a process, on the simulated provider. Its calls can fail on the way. */
export function clientIn(
  process: Process,
  endpoint: DashScopeEndpoint,
  connection: Connection,
  ports: ProviderPorts,
): DashScopeClient {
  const calls = new ReadCalls(process, connection, ports);
  return {
    endpoint,
    createVoice: (request: CreateVoiceRequest, options = {}): Promise<CreateOutcome> =>
      new CreateCall(process, connection, ports).send(request, options),
    queryVoice: async (request, options) => ({ ...(await calls.query(request, options)), requestId: null }),
    listVoices: (request, options) => calls.list(request, options),
    // The real client's walk, over small pages.
    walkVoices: (request, options) =>
      walkVoices((page) => calls.list(page, options), { ...request, pageSize: ports.provider.pageSize }),
    deleteVoice: async (request, options) => {
      try {
        return { alreadyGone: !(await calls.delete(request, options)), requestId: null };
      } catch (error) {
        if (error instanceof DashScopeError && !error.certainlyNotDone)
          ports.onUnansweredDelete(connection.key, request.providerVoiceId);
        throw error;
      }
    },
    close: async () => {},
  };
}

/** The calls that may be repeated. They throw the client's errors. */
class ReadCalls {
  readonly #process: Process;
  readonly #key: ProviderKey;
  readonly #gate: CallGate;
  readonly #ports: ProviderPorts;

  constructor(process: Process, { key, gate }: Connection, ports: ProviderPorts) {
    this.#process = process;
    this.#key = key;
    this.#gate = gate;
    this.#ports = ports;
  }

  async query({ family, providerVoiceId }: QueryVoiceRequest, options?: CallOptions): Promise<ProviderVoice> {
    const { provider, faults } = this.#ports;
    await this.#arrive({ ...options, family, operation: 'query' });
    if (faults.strikes('query: fails')) throw this.#failure();
    const voice = this.#ports.showsNothing() ? undefined : provider.find(this.#key, providerVoiceId);
    await this.#travel();
    if (!voice || voice.family !== family) throw this.#notFound();
    return this.#shown(voice, faults.strikes('query: shows an old status') ? 'DEPLOYING' : null);
  }

  async list(
    { family, pageIndex = 0, pageSize: size = 10 }: ListVoicesRequest,
    options?: CallOptions,
  ): Promise<VoicePage> {
    const { provider, faults, random } = this.#ports;
    await this.#arrive({ ...options, family, operation: 'list' });
    if (faults.strikes('list: fails')) throw this.#failure();
    if (faults.strikes('list: changes while it is read')) this.#disturb(family);
    const listed = this.#ports.showsNothing() ? [] : provider.listed(this.#key, family);
    const page = listed.slice(pageIndex * size, (pageIndex + 1) * size);
    if (page.length > 0 && faults.strikes('list: an entry is missed')) {
      page.splice(random.integer(page.length), 1);
    }
    await this.#travel();
    return {
      voices: page.map((voice) => this.#shown(voice, this.#statusInList())),
      unreadable: 0,
      totalCount: family === 'qwen' ? listed.length : null,
      requestId: null,
    };
  }

  /** @returns true if the voice existed */
  async delete({ family, providerVoiceId }: DeleteVoiceRequest, options?: CallOptions): Promise<boolean> {
    const { provider, faults, time, random, onDelete } = this.#ports;
    await this.#arrive({ ...options, family, operation: 'delete' });
    onDelete(this.#key, providerVoiceId);
    if (faults.strikes('delete: fails')) throw this.#failure();
    if (faults.strikes('delete: arrives late')) {
      time.after(random.between(1_000, 60_000), () => provider.delete(this.#key, providerVoiceId));
      throw this.#silence();
    }
    const wasThere = !this.#ports.showsNothing() && provider.delete(this.#key, providerVoiceId);
    await this.#travel();
    if (faults.strikes('delete: answer lost')) throw this.#silence();
    return wasThere;
  }

  /** Travels to the provider at the call's slot. The provider may answer 429, and sometimes refuses a valid key. */
  async #arrive(call: Parameters<CallGate['enter']>[0] & Pick<CallOptions, 'onExchange'>): Promise<void> {
    const { provider, time, faults } = this.#ports;
    const entered = await this.#gate.enter(call);
    if (entered.kind !== 'granted') throw this.#throttled(entered.kind === 'limited' ? entered.waitMs : null);
    const sentAt = time.now();
    await this.#travel(false);
    const isAdmitted = provider.receive({
      action: call.operation,
      family: call.family,
      account: this.#key.account,
      sender: 'deployment',
      slotAt: entered.startsAt,
      clockOffset: this.#process.clockOffset,
    });
    const { isSilent } = provider;
    const wait = isSilent ? OTHER_TIMEOUTS.headersMs : provider.answerMilliseconds;
    if (wait > 0) await time.sleep(wait);
    call.onExchange?.(time.now() - sentAt);
    if (isSilent) throw this.#silence();
    if (!isAdmitted || faults.strikes('read: throttled'))
      throw this.#throttled(await this.#gate.pushBack(call, null));
    if (this.#ports.faults.strikes('read: key refused')) throw this.#refusal();
  }

  async #travel(isReturn = true): Promise<void> {
    await this.#ports.edges.travel(this.#process, isReturn);
    if (this.#ports.isDown()) throw this.#failure();
  }

  /** Creates or deletes a voice of another user of the account. */
  #disturb(family: SimulatedVoice['family']): void {
    const { provider, random } = this.#ports;
    const foreign = provider.listed(this.#key, family).filter(({ name }) => name.startsWith('zz'));
    const [oldest] = foreign.slice(-1);
    if (oldest && random.chance(0.5)) provider.deleteAtConsole(oldest);
    else
      provider.make({
        account: this.#key.account,
        workspace: random.pick(['default', 'side']),
        family,
        name: `zz${random.hex(8)}`,
        targetModel: 'cosyvoice-v3.5-plus',
      });
  }

  /** Returns the status that the list shows for a voice in place of the real one; null for none. */
  #statusInList(): ProviderStatus | null {
    const { faults, listDisagrees } = this.#ports;
    if (listDisagrees()) return 'OK';
    return faults.strikes('list: shows an old status') ? 'DEPLOYING' : null;
  }

  /** @param wrongly replaces the status of a voice whose family has a review */
  #shown(voice: SimulatedVoice, wrongly: ProviderStatus | null): ProviderVoice {
    const { family, providerVoiceId, targetModel } = voice;
    const own = this.#ports.provider.statusOf(voice);
    const status = FAMILY_ROWS[family].reviewed ? (wrongly ?? own) : own;
    const unknown = {
      language: null,
      voicePrompt: null,
      previewText: null,
      gmtCreate: null,
      gmtModified: null,
    };
    return { family, providerVoiceId, status, statusText: status, targetModel, ...unknown };
  }

  #failure() {
    return new DashScopeServerError('DashScope failed.', { certainlyNotDone: false, retryable: true });
  }

  #throttled(retryAfterMs: number | null) {
    const facts = { certainlyNotDone: true, retryable: true, retryAfterMs };
    return new DashScopeThrottledError('Too many requests.', facts);
  }

  #refusal() {
    return new DashScopeAuthenticationError('The key was refused.', {
      certainlyNotDone: true,
      retryable: false,
    });
  }

  #silence() {
    return new DashScopeTimeoutError('No answer in time.', { certainlyNotDone: false, retryable: true });
  }

  #notFound() {
    return new DashScopeVoiceNotFoundError('DashScope has no such voice.', {
      certainlyNotDone: true,
      retryable: false,
    });
  }
}
