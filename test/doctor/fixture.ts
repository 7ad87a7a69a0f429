import { setTimeout } from 'node:timers/promises';
import {
  addressIssues,
  alarmIssues,
  clockIssues,
  type DeploymentIssue,
  deadLetterIssues,
  keyIssues,
  outputIssues,
  proxyIssues,
  requiredOutputs,
} from '../../cli/doctor/issues.ts';
import { dependenciesOf } from '../../lambdas/diagnose-deployment/dependencies.ts';
import { makeHandler } from '../../lambdas/diagnose-deployment/handler.ts';
import {
  createDashScopeClient,
  type DashScopeClient,
  SCOPES,
  type Scope,
} from '../../lambdas/shared/dashscope/index.ts';
import { ProviderAccounts } from '../../lambdas/shared/provider/accounts.ts';
import { DynamoAccountStore } from '../../lambdas/shared/stores/accounts.ts';
import { DynamoPlaceCounter } from '../../lambdas/shared/stores/places.ts';
import type { EnabledScope } from '../../lambdas/shared/validation/enabled-families.ts';
import type { ProviderList } from '../../lambdas/shared/voice/provider-list.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import { type ControlClient, controlClient } from '../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { inProcess } from '../harness/in-process-clients.ts';
import { discardingLog } from '../support/discarding-log.ts';
import { StoredVoices } from '../support/stored-voices.ts';

/** The results of the probes that `voice doctor` makes from a machine. */
interface Probes {
  apiUrl: string;
  asGiven: boolean;
  below: boolean;
  serverDate: Date;
  environment: Record<string, string>;
  outputs: Record<string, string>;
  keys: readonly unknown[];
  deadLetters: Map<string, number>;
}

const enabledFamilies: readonly EnabledScope[] = [
  { scope: 'mainland', families: ['cosyvoice', 'qwen'] },
  { scope: 'international', families: ['cosyvoice'] },
];

type Entry = Readonly<Record<string, string>>;

/** A healthy deployment on the simulator and a table, which a test can misconfigure. */
export class DoctorFixture {
  readonly control: ControlClient;
  readonly stored: StoredVoices;
  readonly probes: Probes;
  /** The text of the provider secret. */
  secret: string;
  readonly #simulator: Simulator;
  readonly #clients: DashScopeClient[] = [];

  private constructor(simulator: Simulator, stored: StoredVoices) {
    this.#simulator = simulator;
    this.control = controlClient(simulator.controlUrl);
    this.stored = stored;
    this.secret = JSON.stringify(
      Object.fromEntries(
        SCOPES.map((scope) => [scope, { apiKey: `sk-local-${scope}`, baseUrl: simulator.urls[scope] }]),
      ),
    );
    this.probes = {
      apiUrl: 'https://api.example/v1',
      asGiven: true,
      below: false,
      serverDate: new Date(),
      environment: {},
      outputs: Object.fromEntries(
        [...requiredOutputs, 'AlarmTopicArns'].map((name) => [name, `${name}-value`]),
      ),
      keys: [{}],
      deadLetters: new Map([
        ['Requests-Failed', 0],
        ['Reconcile-Undelivered', 0],
      ]),
    };
  }

  static async start(): Promise<DoctorFixture> {
    const settings = { cosyvoiceCallsPerSecond: 0, qwenCallsPerMinute: 0, reviewSeconds: 0 };
    const [simulator, stored] = await Promise.all([
      startSimulator({ port: 0, settings }),
      StoredVoices.start(),
    ]);
    const fixture = new DoctorFixture(simulator, stored);
    for (const { scope, families } of enabledFamilies) {
      for (const family of families) await fixture.count({ family, scope });
    }
    return fixture;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await Promise.all([this.stored.stop(), this.#simulator.stop()]);
  }

  changeSecret(scope: Scope, entry: Entry): void {
    const entries: Record<string, Entry> = JSON.parse(this.secret);
    this.secret = JSON.stringify({ ...entries, [scope]: { ...entries[scope], ...entry } });
  }

  removeFromSecret(scope: Scope): void {
    const { [scope]: _, ...rest }: Record<string, Entry> = JSON.parse(this.secret);
    this.secret = JSON.stringify(rest);
  }

  /** Stores the result of a count of a list. */
  async count(list: ProviderList, { used = 3, countedAt = new Date() } = {}): Promise<void> {
    const places = new DynamoPlaceCounter(this.stored.client, this.stored.tableName);
    const scanId = `${countedAt.getTime()}-${used}`;
    await places.startScan(list, scanId);
    await places.endScan(list, scanId, { used, inFlight: 0, limit: 1_000, countedAt });
  }

  /** Records the voices of an account whose key is not in the secret. */
  async recordOtherAccount(scope: Scope): Promise<void> {
    const accounts = new DynamoAccountStore(this.stored.client, this.stored.tableName);
    await accounts.recordUse(scope, 'f'.repeat(16), new Date());
    const hosts = ['127.0.0.1'];
    const { keyId } = await new ProviderAccounts(async () => this.secret, hosts).account(scope);
    await accounts.recordUse(scope, keyId, new Date());
  }

  /** Runs the handler of the deployment, and the checks of the machine on the probes. */
  async diagnose(): Promise<readonly DeploymentIssue[]> {
    const { issues } = await makeHandler(() => this.#dependencies())({});
    return [...this.#machineIssues(), ...issues];
  }

  #machineIssues(): readonly DeploymentIssue[] {
    const { apiUrl, asGiven, below, serverDate, environment, outputs, keys, deadLetters } = this.probes;
    const health = (healthy: boolean) => ({ healthy, date: serverDate });
    return [
      ...proxyIssues(environment, apiUrl),
      ...outputIssues(outputs, 'the stack VoiceDesign'),
      ...alarmIssues(outputs),
      ...addressIssues(apiUrl, health(asGiven), health(below)),
      ...clockIssues(serverDate, new Date()),
      ...keyIssues(keys),
      ...deadLetterIssues(deadLetters),
    ];
  }

  #dependencies() {
    const { client, tableName } = this.stored;
    const variables = {
      VOICES_TABLE_NAME: tableName,
      PROVIDER_SECRET_ARN: 'secret',
      ALLOWED_HOSTS: '127.0.0.1',
      PROVIDER_SHARE: 1,
      OFFERED: enabledFamilies,
      NAME_SPACE: 'vd',
      DEPLOYMENT_ID: 'deployment',
      DESIGN_VOICE_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:design',
      RECONCILE_SECONDS: 900,
      STALLED_SECONDS: 300,
    };
    return dependenciesOf(variables, {
      dynamo: client,
      secretsManager: inProcess.secretsManager(async () => ({ SecretString: this.secret })),
      // No execution runs.
      stepFunctions: inProcess.stepFunctions(async () => {
        throw new AwsError('ExecutionDoesNotExist', 'no such execution', 400);
      }),
      createProviderClient: (settings) => {
        const created = createDashScopeClient(settings);
        this.#clients.push(created);
        return created;
      },
      now: () => new Date(),
      sleep: async (milliseconds: number) => setTimeout(milliseconds),
      random: () => 0.5,
      log: discardingLog,
    });
  }
}
