import {
  type ReconcileListDependencies,
  reconcileList,
} from '../../../lambdas/reconcile-list/reconcile-list.ts';
import type { ListReport } from '../../../lambdas/reconcile-list/report.ts';
import {
  createDashScopeClient,
  type DashScopeClient,
  unlimitedBudget,
} from '../../../lambdas/shared/dashscope/index.ts';
import type { ExecutionState } from '../../../lambdas/shared/execution-reader.ts';
import { type ProviderAccount, ProviderAccounts } from '../../../lambdas/shared/provider/accounts.ts';
import { DynamoAccountStore } from '../../../lambdas/shared/stores/accounts.ts';
import { DynamoOrphanStore } from '../../../lambdas/shared/stores/orphans.ts';
import { DynamoPlaceCounter } from '../../../lambdas/shared/stores/places.ts';
import { DynamoReconciliationStore } from '../../../lambdas/shared/stores/reconciliation.ts';
import { DynamoScanStore } from '../../../lambdas/shared/stores/scans.ts';
import { DynamoVoicesByStatus } from '../../../lambdas/shared/stores/voices-by-status.ts';
import { newNameToken, newVoiceId, providerName } from '../../../lambdas/shared/voice/ids.ts';
import type { ProviderList } from '../../../lambdas/shared/voice/provider-list.ts';
import type { ReconciliationRules } from '../../../lambdas/shared/voice/reconciliation.ts';
import type { Attempt, VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { type ControlClient, controlClient } from '../../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../../simulator/server.ts';
import { MemoryPreviews } from '../../support/memory-previews.ts';
import { MemorySwitches } from '../../support/memory-stores.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant, voiceAt } from '../../support/voices.ts';

export const rules: ReconciliationRules = {
  nameSpace: 'vd',
  claimSeconds: 420,
  missingSeconds: 600,
  orphanSeconds: 3_600,
};

/** A table with records, the simulated provider with voices, and a clock that a test moves. */
export class Fixture {
  readonly stored: StoredVoices;
  readonly control: ControlClient;
  readonly switches = new MemorySwitches();
  readonly previews = new MemoryPreviews();
  /** The states of executions by name. Others have ended. */
  readonly executions = new Map<string, ExecutionState>();
  readonly logged: string[] = [];
  now = instant;
  list: ProviderList = { family: 'cosyvoice', scope: 'mainland' };
  /** The key that the voices of {@link put} were made with. */
  readonly firstKey = 'sk-local-mainland';
  /** The key that {@link put} makes voices with. */
  makingKey = this.firstKey;
  /** The key in the provider secret. */
  apiKey = this.firstKey;
  readonly #simulator: Simulator;
  readonly #clients: DashScopeClient[] = [];

  private constructor(stored: StoredVoices, simulator: Simulator) {
    this.stored = stored;
    this.#simulator = simulator;
    this.control = controlClient(simulator.controlUrl);
  }

  static async start(): Promise<Fixture> {
    const simulator = await startSimulator({
      port: 0,
      settings: { cosyvoiceCallsPerSecond: 0, qwenCallsPerMinute: 0, maxPreviewSeconds: 1 },
    });
    return new Fixture(await StoredVoices.start(), simulator);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) await client.close();
    await this.#simulator.stop();
    await this.stored.stop();
  }

  /** A voice at the provider, called as attempt 1 of this record, which may not know it. */
  async put(
    status: VoiceRecord['status'],
    {
      state = 'MADE',
      known = true,
      pointed = true,
      ...parts
    }: Readonly<Record<string, unknown>> & {
      state?: Attempt['state'];
      known?: boolean;
      pointed?: boolean;
    } = {},
  ): Promise<{ voiceId: string; providerVoiceId: string; name: string }> {
    const token = newNameToken();
    const name = providerName('vd', token, 1);
    const [providerVoiceId = ''] = await this.control.seedVoices({
      ...this.list,
      name,
      ...(this.makingKey !== this.firstKey && { account: 'elsewhere' }),
    });
    const voiceId = newVoiceId(instant);
    const keyId = await this.keyId(this.makingKey);
    await this.accountStore.ensureRecorded(this.list.scope, keyId, instant);
    const claimed = { claimId: `claim-${voiceId}`, claimedAt: instant.toISOString(), keyId };
    const record = voiceAt(status, {
      voiceId,
      ...this.list,
      nameToken: token,
      attempts: { 1: { name, state, releases: 0, ...claimed } },
      ...(known && { providerVoiceId, keyId }),
      ...parts,
    });
    await this.stored.put({ providerVoiceId: undefined, ...record });
    await this.stored.providerVoices.reserveToken(token, voiceId);
    if (known && pointed) await this.stored.providerVoices.assign(providerVoiceId, voiceId);
    return { voiceId, providerVoiceId, name };
  }

  get accountStore(): DynamoAccountStore {
    return new DynamoAccountStore(this.stored.client, this.stored.tableName);
  }

  /** The id of a provider key. */
  async keyId(apiKey = this.firstKey): Promise<string> {
    return (await this.#accounts(apiKey).account(this.list.scope)).keyId;
  }

  async read(voiceId: string): Promise<VoiceRecord> {
    const record = await this.stored.read(voiceId);
    if (!record) throw new Error('no record');
    return record;
  }

  advance(seconds: number): void {
    this.now = new Date(this.now.getTime() + seconds * 1_000);
  }

  /** Reconciles the list once. */
  reconcile(
    overrides: Partial<ReconcileListDependencies> = {},
    input: { readonly dryRun?: boolean; readonly confirmMissing?: number } = {},
  ): Promise<ListReport> {
    const whole = { ...this.list, dryRun: false, confirmMissing: 0, ...input };
    return reconcileList(whole, { ...this.dependencies(), ...overrides });
  }

  dependencies(): ReconcileListDependencies {
    const { client, tableName } = this.stored;
    const { executions, ...caller } = this.stored.dependencies();
    return {
      ...caller,
      voices: this.stored.store,
      attemptStore: this.stored.attemptStore,
      providerVoices: this.stored.providerVoices,
      previews: this.previews,
      accounts: this.#accounts(this.apiKey),
      clientOf: (account) => this.#client(account),
      scans: new DynamoScanStore(client, tableName),
      accountStore: this.accountStore,
      places: new DynamoPlaceCounter(client, tableName),
      reconciliation: new DynamoReconciliationStore(client, tableName),
      voicesByStatus: new DynamoVoicesByStatus(client, tableName),
      orphans: new DynamoOrphanStore(client, tableName),
      switches: this.switches,
      executions: {
        ...executions,
        state: async (voiceId, run) => this.executions.get(`${voiceId}-r${run}`) ?? 'ended',
      },
      rules,
      voicePlaces: 1_000,
      rejectedGraceSeconds: 86_400,
      expiredGraceSeconds: 604_800,
      leaseSeconds: 120,
      retentionSeconds: 86_400,
      newLeaseId: () => crypto.randomUUID(),
      newScanId: () => crypto.randomUUID(),
      now: () => this.now,
      log: { info: () => undefined, error: (message) => void this.logged.push(message) },
    };
  }

  /** Clients whose lists show only these voices. */
  showing(ids: readonly string[]): ReconcileListDependencies['clientOf'] {
    const { clientOf } = this.dependencies();
    return (account) => ({
      ...clientOf(account),
      walkVoices: async function* (request) {
        for await (const voice of clientOf(account).walkVoices(request)) {
          if (ids.includes(voice.providerVoiceId)) yield voice;
        }
      },
    });
  }

  /** An operator's change to a key of the scope. */
  async setKey(apiKey: string, marks: Readonly<Record<string, string>>): Promise<void> {
    const item = await this.stored.item(`ACCOUNT#${this.list.scope}`);
    const keyId = await this.keyId(apiKey);
    const keys = Object(item?.keys);
    await this.stored.putItem({ ...item, keys: { ...keys, [keyId]: { ...keys[keyId], ...marks } } });
  }

  async liveIds(): Promise<string[]> {
    const { live } = await this.control.snapshot();
    return live.map(({ id }) => id);
  }

  #accounts(apiKey: string): ProviderAccounts {
    const secret = { mainland: { apiKey, baseUrl: this.#simulator.urls.mainland } };
    const hosts = ['127.0.0.1'];
    return new ProviderAccounts(async () => JSON.stringify(secret), hosts);
  }

  #client(account: ProviderAccount): DashScopeClient {
    const client = createDashScopeClient({ ...account, budget: unlimitedBudget() });
    this.#clients.push(client);
    return client;
  }
}
