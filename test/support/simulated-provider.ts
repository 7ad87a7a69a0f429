import {
  createDashScopeClient,
  type DashScopeClient,
  unlimitedBudget,
} from '../../lambdas/shared/dashscope/index.ts';
import { type ProviderAccount, ProviderAccounts } from '../../lambdas/shared/provider/accounts.ts';
import { type ControlClient, controlClient } from '../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';

/** A simulator, with the dependencies of an operation that calls it through the deployment's client. */
export class SimulatedProvider {
  readonly control: ControlClient;
  readonly logged: string[] = [];
  /** Value of the provider secret. It has no key for the scope international. */
  secret: string;
  /** Time-out of a provider call in milliseconds. */
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

  /** @param readSecret returns the value of the provider secret, by default `secret` */
  dependencies(readSecret: () => Promise<string> = async () => this.secret, now = () => new Date()) {
    return {
      accounts: new ProviderAccounts(readSecret, ['127.0.0.1'], now),
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
    const budget = unlimitedBudget();
    const client = this.#clients.get(key) ?? createDashScopeClient({ ...account, budget });
    this.#clients.set(key, client);
    return client;
  }
}
