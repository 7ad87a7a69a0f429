import {
  createDashScopeClient,
  createRateLimiter,
  type DashScopeClient,
} from '../../lambdas/shared/dashscope/index.ts';
import { type ProviderAccount, ProviderAccounts } from '../../lambdas/shared/provider/accounts.ts';
import { type ControlClient, controlClient } from '../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';

const requestsPerSecond = { cosyvoice: 1e6, qwen: 1e6 };

/** The simulator, and what an operation needs to ask it by the client of the deployment. */
export class SimulatedProvider {
  readonly control: ControlClient;
  readonly logged: string[] = [];
  /** What the provider secret holds; the scope international has no key. */
  secret: string;
  /** Milliseconds after which the provider is given up. */
  timeoutMs = 100_000;
  readonly #simulator: Simulator;
  readonly #clients = new Map<string, DashScopeClient>();

  private constructor(simulator: Simulator) {
    this.#simulator = simulator;
    this.control = controlClient(simulator.controlUrl);
    this.secret = this.secretWith('sk-local-mainland');
  }

  static async start(): Promise<SimulatedProvider> {
    const settings = { cosyvoiceCallsPerSecond: 0, qwenCallsPerMinute: 0, reviewSeconds: 0 };
    return new SimulatedProvider(await startSimulator({ port: 0, settings }));
  }

  secretWith(apiKey: string): string {
    return JSON.stringify({ mainland: { apiKey, baseUrl: this.#simulator.urls.mainland } });
  }

  async reset(): Promise<void> {
    this.logged.length = 0;
    this.secret = this.secretWith('sk-local-mainland');
    this.timeoutMs = 100_000;
    await this.control.reset();
  }

  /** @param readSecret in place of `secret`: the secret as it is read from time to time */
  dependencies(readSecret: () => Promise<string> = async () => this.secret, now = () => new Date()) {
    return {
      accounts: new ProviderAccounts(readSecret, { allowedHosts: [], allowLoopback: true }, now),
      clientOf: (account: ProviderAccount) => this.#client(account),
      timeoutMs: this.timeoutMs,
      log: {
        info: () => undefined,
        error: (message: string, fields?: unknown) =>
          void this.logged.push(`${message} ${JSON.stringify(fields)}`),
      },
    };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
    await this.#simulator.stop();
  }

  #client(account: ProviderAccount): DashScopeClient {
    const key = JSON.stringify(account);
    const limiter = createRateLimiter({ requestsPerSecond });
    const client = this.#clients.get(key) ?? createDashScopeClient({ ...account, limiter });
    this.#clients.set(key, client);
    return client;
  }
}
