import {
  type CreateOutcome,
  type CreateVoiceRequest,
  DashScopeAuthenticationError,
  type DashScopeClient,
  type DashScopeEndpoint,
  DashScopeError,
  DashScopeServerError,
  DashScopeTimeoutError,
  DashScopeVoiceNotFoundError,
  type DeleteVoiceRequest,
  type ListVoicesRequest,
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
import type { Provider, ProviderCall, SimulatedVoice } from './provider.ts';

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
}

/** Returns a DashScope client of a process, on the simulated provider. Its calls can fail on the way. */
export function clientIn(
  process: Process,
  endpoint: DashScopeEndpoint,
  connection: Connection,
  ports: ProviderPorts,
): DashScopeClient {
  const calls = new ReadCalls(process, connection.key, ports);
  return {
    endpoint,
    createVoice: (request: CreateVoiceRequest, options = {}): Promise<CreateOutcome> =>
      new CreateCall(process, connection, ports).send(
        request,
        options.sendBefore ?? Number.POSITIVE_INFINITY,
      ),
    queryVoice: async (request) => ({ ...(await calls.query(request)), requestId: null }),
    listVoices: (request) => calls.list(request),
    // The real client's walk, over small pages.
    walkVoices: (request) =>
      walkVoices((page) => calls.list(page), { ...request, pageSize: ports.provider.pageSize }),
    deleteVoice: async (request) => {
      try {
        return { alreadyGone: !(await calls.delete(request)), requestId: null };
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
  readonly #ports: ProviderPorts;

  constructor(process: Process, key: ProviderKey, ports: ProviderPorts) {
    this.#process = process;
    this.#key = key;
    this.#ports = ports;
  }

  async query({ family, providerVoiceId }: QueryVoiceRequest): Promise<ProviderVoice> {
    const { provider, faults } = this.#ports;
    await this.#arrive('query');
    if (faults.strikes('query: fails')) throw this.#failure();
    const voice = this.#ports.showsNothing() ? undefined : provider.find(this.#key, providerVoiceId);
    await this.#travel();
    if (!voice || voice.family !== family) throw this.#notFound();
    return this.#shown(voice);
  }

  async list({ family, pageIndex = 0, pageSize: size = 10 }: ListVoicesRequest): Promise<VoicePage> {
    const { provider, faults, random } = this.#ports;
    await this.#arrive('list');
    if (faults.strikes('list: fails')) throw this.#failure();
    if (faults.strikes('list: changes while it is read')) this.#disturb(family);
    const listed = this.#ports.showsNothing() ? [] : provider.listed(this.#key, family);
    const page = listed.slice(pageIndex * size, (pageIndex + 1) * size);
    if (page.length > 0 && faults.strikes('list: an entry is missed')) {
      page.splice(random.integer(page.length), 1);
    }
    await this.#travel();
    return {
      voices: page.map((voice) => this.#shown(voice)),
      unreadable: 0,
      totalCount: family === 'qwen' ? listed.length : null,
      requestId: null,
    };
  }

  /** @returns true if the voice existed */
  async delete({ providerVoiceId }: DeleteVoiceRequest): Promise<boolean> {
    const { provider, faults, time, random, onDelete } = this.#ports;
    await this.#arrive('delete');
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

  /** Travels to the provider, which sometimes refuses a valid key. */
  async #arrive(action: ProviderCall['action']): Promise<void> {
    const { provider, time } = this.#ports;
    await this.#travel();
    provider.receive(action);
    if (provider.answerMilliseconds > 0) await time.sleep(provider.answerMilliseconds);
    if (this.#ports.faults.strikes('read: key refused')) throw this.#refusal();
  }

  async #travel(): Promise<void> {
    await this.#ports.edges.travel(this.#process);
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

  #shown(voice: SimulatedVoice): ProviderVoice {
    const { family, providerVoiceId, targetModel } = voice;
    const status = this.#ports.provider.statusOf(voice);
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
