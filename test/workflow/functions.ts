import { z } from 'zod';
import { type CreateVoiceDependencies, createVoice } from '../../lambdas/create-voice/create-voice.ts';
import { makeHandler as makeFindDue } from '../../lambdas/find-due-voices/handler.ts';
import { type PurgeVoiceDependencies, purgeVoice } from '../../lambdas/purge-voice/purge-voice.ts';
import { queryVoice } from '../../lambdas/query-voice/query-voice.ts';
import { reconcileList } from '../../lambdas/reconcile-list/reconcile-list.ts';
import { metricsOf } from '../../lambdas/reconcile-list/report.ts';
import { resendEvents } from '../../lambdas/recover-voices/resend-events.ts';
import { restartStalled } from '../../lambdas/recover-voices/restart-stalled.ts';
import { settleExecution } from '../../lambdas/settle-execution/settle-execution.ts';
import {
  createDashScopeClient,
  createRateLimiter,
  type DashScopeClient,
  FAMILIES,
  SCOPES,
} from '../../lambdas/shared/dashscope/index.ts';
import type { EventPublisher, OutboundEvent } from '../../lambdas/shared/event-publisher.ts';
import type { ExecutionReader } from '../../lambdas/shared/execution-reader.ts';
import type { ExecutionStarter } from '../../lambdas/shared/executions.ts';
import type { Log } from '../../lambdas/shared/platform/log.ts';
import { type ProviderAccount, ProviderAccounts } from '../../lambdas/shared/provider/accounts.ts';
import type { AccountStore } from '../../lambdas/shared/stores/accounts.ts';
import type { AttemptStore } from '../../lambdas/shared/stores/attempts.ts';
import type { DueVoices } from '../../lambdas/shared/stores/due-voices.ts';
import type { OrphanStore } from '../../lambdas/shared/stores/orphans.ts';
import type { PlaceCounter } from '../../lambdas/shared/stores/places.ts';
import type { ProviderVoiceStore } from '../../lambdas/shared/stores/provider-voices.ts';
import { type PurgeClaims, purgeScopes } from '../../lambdas/shared/stores/purges.ts';
import type { ReconciliationStore } from '../../lambdas/shared/stores/reconciliation.ts';
import type { ScanStore } from '../../lambdas/shared/stores/scans.ts';
import type { VoiceStore } from '../../lambdas/shared/stores/voices.ts';
import type { VoicesByStatus } from '../../lambdas/shared/stores/voices-by-status.ts';
import { newNameToken, parseExecutionName } from '../../lambdas/shared/voice/ids.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import type { EventEntry, FunctionResult } from '../../local/core/ports.ts';
import { MemoryPreviews } from '../support/memory-previews.ts';
import { MemorySwitches } from '../support/memory-stores.ts';
import { type FunctionName, functionName, reviewDeadlineSeconds } from './resolved-stack.ts';

/** What the functions keep in the stage's table. */
export interface Stores {
  readonly voices: VoiceStore;
  readonly attemptStore: AttemptStore;
  readonly providerVoices: ProviderVoiceStore;
  readonly dueVoices: DueVoices;
  readonly claims: PurgeClaims;
  readonly scans: ScanStore;
  readonly places: PlaceCounter;
  readonly voicesByStatus: VoicesByStatus;
  readonly reconciliation: ReconciliationStore;
  readonly orphans: OrphanStore;
  readonly accountStore: AccountStore;
}

/** What the functions are part of. */
export interface Surroundings {
  /** Asked before each invocation; an answer takes the function's place. */
  intercept(name: FunctionName, times: number): Promise<FunctionResult | undefined>;
  publish(entry: EventEntry): Promise<string>;
  readonly executions: ExecutionStarter & ExecutionReader;
}

const execution = z.object({ voiceId: z.string(), run: z.number() });
const queried = z.object({
  voiceId: z.string(),
  run: z.number(),
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  providerVoiceId: z.string(),
  reviewStartedAt: z.string(),
  polls: z.number(),
});
const purged = z.object({ voiceId: z.string(), claimId: z.string(), scope: z.enum(purgeScopes) });
const listed = z.object({
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  dryRun: z.boolean(),
  confirmMissing: z.int(),
});
const recovered = z.object({ dryRun: z.boolean() });
const changed = z.object({ detail: z.object({ name: z.string() }) });

/** The functions of the stack's machines in this process: their own code, on the stage's table, time and provider. */
export class Functions {
  stores: Stores | undefined;
  /** Instead of the create function's own collaborators. */
  overrides: Partial<CreateVoiceDependencies> = {};
  /** Instead of the purge function's own collaborators. */
  purgeOverrides: Partial<PurgeVoiceDependencies> = {};
  /** Milliseconds in which the provider has to answer a create. A loaded machine needs more than a test that waits for its end. */
  answerMs = 60_000;
  secret: string;
  readonly invocations: Record<FunctionName, number> = {
    create: 0,
    query: 0,
    settle: 0,
    findDue: 0,
    purge: 0,
    recover: 0,
    reconcileList: 0,
  };
  /** What the functions have logged, each line with its level. */
  readonly logged: ['info' | 'error', ...Parameters<Log['info']>][] = [];
  readonly switches = new MemorySwitches();
  /** What *find due voices* is configured with; 0 if deleted voices do not keep their places past their `purgeAt`. */
  keepDeletedSeconds = 0;
  readonly previews = new MemoryPreviews();
  readonly #surroundings: Surroundings;
  readonly #baseUrl: string;
  readonly #now: () => number;
  readonly #clients: DashScopeClient[] = [];
  #accounts: ProviderAccounts;

  constructor(surroundings: Surroundings, baseUrl: string, now: () => number) {
    this.#surroundings = surroundings;
    this.#baseUrl = baseUrl;
    this.#now = now;
    this.secret = this.secretWith('sk-local-mainland');
    this.#accounts = this.#freshAccounts();
  }

  reset(): void {
    this.overrides = {};
    this.purgeOverrides = {};
    this.answerMs = 60_000;
    this.previews.objects.clear();
    this.logged.length = 0;
    this.switches.creates = this.switches.deletes = true;
    for (const name of functionName.options) this.invocations[name] = 0;
    this.secret = this.secretWith('sk-local-mainland');
    this.#accounts = this.#freshAccounts();
  }

  secretWith(apiKey: string, baseUrl = this.#baseUrl): string {
    return JSON.stringify({ mainland: { apiKey, baseUrl } });
  }

  /** The id of the provider key in the secret. */
  async keyId(): Promise<string> {
    return (await this.#accounts.account('mainland')).keyId;
  }

  /** Takes a new secret into use, as functions do that have read it again. */
  useSecret(secret: string): void {
    this.secret = secret;
    this.#accounts = this.#freshAccounts();
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  /** As Lambda's Invoke answers: a function that throws is an answer too. */
  async invoke(arn: string, payload: unknown): Promise<FunctionResult> {
    const name = functionName.parse(arn.split(':').at(-1));
    this.invocations[name] += 1;
    const answer = await this.#surroundings.intercept(name, this.invocations[name]);
    if (answer) return answer;
    try {
      return { payload: (await this[name](payload)) ?? null };
    } catch (error) {
      if (error instanceof AwsError || !(error instanceof Error)) throw error;
      return { functionError: { errorType: error.name, errorMessage: error.message } };
    }
  }

  create(payload: unknown) {
    return createVoice(execution.parse(payload), {
      ...this.#common(),
      scans: this.#stores().scans,
      attemptStore: this.#stores().attemptStore,
      providerVoices: this.#stores().providerVoices,
      previews: this.previews,
      switches: this.switches,
      newToken: () => newNameToken(),
      newClaimId: () => crypto.randomUUID(),
      settings: {
        nameSpace: 'vd',
        claimSeconds: 420,
        scansApartSeconds: 60,
        horizon: { functionSeconds: 360, marginSeconds: 120, minSeconds: 0 },
        loopbackProviderSeconds: 300,
        maxCreateAttempts: 2,
      },
      ...this.overrides,
    });
  }

  query(payload: unknown) {
    return queryVoice(queried.parse(payload), {
      ...this.#common(),
      rejectedGraceSeconds: 86_400,
      schedule: { firstWaitSeconds: 5, maxWaitSeconds: 120, deadlineSeconds: reviewDeadlineSeconds },
    });
  }

  findDue(payload: unknown) {
    const { voices, dueVoices, accountStore, places } = this.#stores();
    const { switches, keepDeletedSeconds } = this;
    const now = () => new Date(this.#now());
    return makeFindDue(() => ({
      ...{ voices, dueVoices, accountStore, places, switches, keepDeletedSeconds, now },
    }))(payload);
  }

  purge(payload: unknown) {
    const { claims, scans, orphans, providerVoices } = this.#stores();
    return purgeVoice(purged.parse(payload), {
      ...this.#common(),
      claims,
      providerVoices,
      scans,
      orphans,
      switches: this.switches,
      removePreview: async (key) => {
        this.previews.objects.delete(key);
      },
      settings: {
        leaseSeconds: 90,
        claimSeconds: 900,
        createClaimSeconds: 420,
        retentionSeconds: 365 * 86_400,
      },
      ...this.purgeOverrides,
    });
  }

  async recover(payload: unknown) {
    const { dryRun } = recovered.parse(payload);
    const { voicesByStatus, reconciliation } = this.#stores();
    const { executions } = this.#surroundings;
    const dependencies = {
      ...this.#common(),
      ...{
        voicesByStatus,
        reconciliation,
        executions,
        publisher: this.#publisher,
        stalledSeconds: 300,
        pendingSeconds: 300,
      },
    };
    const restarted = await restartStalled(dryRun, dependencies);
    return { ...restarted, ...(await resendEvents(dryRun, dependencies)) };
  }

  async reconcileList(payload: unknown) {
    const { attemptStore, providerVoices } = this.#stores();
    const { voicesByStatus, reconciliation, orphans, scans, places } = this.#stores();
    const report = await reconcileList(listed.parse(payload), {
      ...this.#common(),
      ...{ voicesByStatus, reconciliation, orphans, scans, places, switches: this.switches },
      ...{ attemptStore, providerVoices },
      publisher: this.#publisher,
      previews: this.previews,
      executions: this.#surroundings.executions,
      rules: { nameSpace: 'vd', claimSeconds: 420, missingSeconds: 600, orphanSeconds: 3_600 },
      rejectedGraceSeconds: 86_400,
      expiredGraceSeconds: 604_800,
      leaseSeconds: 90,
      retentionSeconds: 365 * 86_400,
      newLeaseId: () => crypto.randomUUID(),
      newScanId: () => crypto.randomUUID(),
    });
    return { report, metrics: metricsOf(report) };
  }

  settle(payload: unknown): Promise<void> {
    const direct = execution.safeParse(payload);
    const of = direct.success ? direct.data : parseExecutionName(changed.parse(payload).detail.name);
    if (!of) return Promise.resolve();
    return settleExecution(of, {
      voices: this.#stores().voices,
      previews: this.previews,
      now: () => new Date(this.#now()),
      publisher: this.#publisher,
    });
  }

  /** The stage's time and provider, for an operation that asks it while a caller waits. */
  asking() {
    const { accounts, accountStore, clientOf, now, log } = this.#common();
    return { accounts, accountStore, clientOf, now, log };
  }

  get #publisher(): EventPublisher {
    return { publish: (event) => this.#publish(event) };
  }

  async #publish({ detailType, detail }: OutboundEvent): Promise<void> {
    const entry = {
      busName: 'bus',
      source: 'voice-design',
      detailType,
      detail: JSON.parse(detail),
      resources: [],
    };
    await this.#surroundings.publish(entry);
  }

  #common() {
    return {
      voices: this.#stores().voices,
      accountStore: this.#stores().accountStore,
      accounts: this.#accounts,
      clientOf: (account: ProviderAccount) => this.#client(account),
      now: () => new Date(this.#now()),
      random: () => 0,
      log: {
        info: (...line: Parameters<Log['info']>) => void this.logged.push(['info', ...line]),
        error: (...line: Parameters<Log['error']>) => void this.logged.push(['error', ...line]),
      },
    };
  }

  #client(account: ProviderAccount): DashScopeClient {
    const requestsPerSecond = { cosyvoice: 1e6, qwen: 1e6 };
    const client = createDashScopeClient({
      ...account,
      limiter: createRateLimiter({ requestsPerSecond }),
      // Stands still: ten seconds between claim and send are ten milliseconds on this stage.
      clock: { now: () => 0, sleep: async () => {} },
      timeouts: {
        create: { connectMs: 60_000, headersMs: this.answerMs, bodyIdleMs: 60_000, totalMs: 120_000 },
      },
    });
    this.#clients.push(client);
    return client;
  }

  #stores(): Stores {
    if (!this.stores) throw new Error('the stage is not open');
    return this.stores;
  }

  #freshAccounts(): ProviderAccounts {
    return new ProviderAccounts(async () => this.secret, { allowedHosts: [], allowLoopback: true });
  }
}
