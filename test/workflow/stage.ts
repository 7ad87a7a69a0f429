import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { ImportVoiceDependencies } from '../../lambdas/import-voice/import-voice.ts';
import type { Status } from '../../lambdas/shared/contract.ts';
import type { OutboundEvent } from '../../lambdas/shared/event-publisher.ts';
import type { ExecutionState } from '../../lambdas/shared/execution-reader.ts';
import { DynamoAccountStore } from '../../lambdas/shared/stores/accounts.ts';
import { DynamoAttemptStore } from '../../lambdas/shared/stores/attempts.ts';
import { DynamoDueVoices } from '../../lambdas/shared/stores/due-voices.ts';
import { DynamoOrphanStore } from '../../lambdas/shared/stores/orphans.ts';
import { DynamoPlaceCounter } from '../../lambdas/shared/stores/places.ts';
import { DynamoProviderVoiceStore } from '../../lambdas/shared/stores/provider-voices.ts';
import { DynamoPurgeClaims } from '../../lambdas/shared/stores/purges.ts';
import { DynamoReconciliationStore } from '../../lambdas/shared/stores/reconciliation.ts';
import { DynamoScanStore } from '../../lambdas/shared/stores/scans.ts';
import { DynamoVoiceStore } from '../../lambdas/shared/stores/voices.ts';
import { DynamoVoicesByStatus } from '../../lambdas/shared/stores/voices-by-status.ts';
import { executionName, newVoiceId } from '../../lambdas/shared/voice/ids.ts';
import type { VoiceAt, VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import { timeScale } from '../../local/core/clock.ts';
import type { EventEntry, FunctionResult, Operations } from '../../local/core/ports.ts';
import type { RunnerEvent } from '../../local/core/runner-event.ts';
import { AwsJsonServer } from '../../local/http/aws-json-server.ts';
import { DynamoDbService } from '../../local/services/dynamodb/dynamodb-service.ts';
import { StatesService } from '../../local/services/states/states-service.ts';
import { type ControlClient, controlClient } from '../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { deployTo } from '../harness/deployed-stack.ts';
import { accessKeyId, credentials } from '../support/local-credentials.ts';
import { expectAsPublished } from '../support/published-events.ts';
import { requestedVoice } from '../support/voices.ts';
import { Functions } from './functions.ts';
import { PatientClock } from './patient-clock.ts';
import { type FunctionName, type MachineName, resolvedStack } from './resolved-stack.ts';

/** The engine, the functions and the provider share one clock, which runs this many times faster than real time. */
const speed = 1_000;

/** Where a test steps in; each may throw what the service would answer. */
export interface Faults {
  /** Before a function is invoked for the n-th time, awaited; may answer in its place. */
  invoke?: (
    name: FunctionName,
    times: number,
  ) => FunctionResult | undefined | Promise<FunctionResult | undefined>;
  /** Before an operation of the workflow's own on the table, by its update expression (none for a read). */
  table?: (update: string | undefined) => void;
  /** The same, awaited, with the voice it is about: room for somebody else's write. */
  beforeTable?: (update: string | undefined, voiceId: string) => Promise<void>;
  /** After the table has done what the workflow asked, in place of its answer. */
  tableAnswer?: (update: string | undefined) => void;
  /** Before an operation of a function's on the table. */
  functionTable?: (update: string | undefined) => void;
  /** After the table has done what a function asked, in place of its answer. */
  functionTableAnswer?: (update: string | undefined) => void;
  /** Before the bus takes an event. */
  bus?: (event: EventEntry) => void;
}

const write = z.object({
  UpdateExpression: z.string().optional(),
  Key: z.object({ voiceId: z.object({ S: z.string() }) }),
});
const startedExecution = z.object({ executionArn: z.string() });
const describedExecution = z.object({
  status: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
  output: z.string().optional(),
});
const ended = z.object({ name: z.string(), status: z.string() });

/**
 * The synthesized definition on the local engine, with the functions' own code, a real table and the simulated
 * provider; a test steps in between.
 */
export class Stage {
  faults: Faults = {};
  readonly events: EventEntry[] = [];
  readonly states: string[] = [];
  /** What was sent to CloudWatch. */
  readonly metrics: unknown[] = [];
  readonly control: ControlClient;
  readonly functions: Functions;
  readonly #simulator: Simulator;
  readonly #clock: PatientClock;
  readonly #folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  readonly #wire = new AwsJsonServer({ accessKeyId });
  readonly #functionWire = new AwsJsonServer({ accessKeyId });
  readonly #directWire = new AwsJsonServer({ accessKeyId });
  readonly #table: DynamoDbService;
  readonly #machines: StatesService;
  readonly #machineArns: Record<MachineName, string> = { design: '', purge: '', reconcile: '' };
  #tableName = '';
  #voices: DynamoVoiceStore | undefined;
  #clients: DynamoDBClient[] = [];
  #watchers: (() => void)[] = [];

  private constructor(simulator: Simulator, clock: PatientClock) {
    this.#simulator = simulator;
    this.#clock = clock;
    this.control = controlClient(simulator.controlUrl);
    this.functions = new Functions(
      {
        intercept: async (name, times) => this.faults.invoke?.(name, times),
        publish: (entry) => this.publish(entry),
        executions: {
          start: (voiceId, run) => this.callerDependencies().executions.start(voiceId, run),
          state: (voiceId, run) => this.#state(executionName(voiceId, run)),
        },
      },
      simulator.urls.mainland,
      () => clock.now(),
    );
    this.#table = new DynamoDbService({
      stateFolder: join(this.#folder, 'table'),
      registry: { serve: (prefix, operations) => this.#serve(prefix, operations) },
      observer: () => this.#wake(),
    });
    this.#machines = new StatesService({
      stateFolder: this.#folder,
      registry: this.#wire,
      functions: {
        invoke: (name, payload) => this.#clock.during(() => this.functions.invoke(name, payload)),
      },
      publisher: { publish: (entry) => this.publish(entry) },
      awsEndpoint: () => this.#wire.url,
      s3Endpoint: () => this.#wire.url,
      accessKeyId,
      timeScale: timeScale(speed),
      clock,
      observer: (event) => this.#observe(event),
    });
  }

  static async open(): Promise<Stage> {
    const clock = new PatientClock(speed);
    const simulator = await startSimulator({
      port: 0,
      clock,
      settings: {
        reviewSeconds: 12,
        cosyvoiceCallsPerSecond: 0,
        qwenCallsPerMinute: 0,
        maxPreviewSeconds: 1,
      },
    });
    const stage = new Stage(simulator, clock);
    await stage.#start();
    return stage;
  }

  async #start(): Promise<void> {
    const { machines, table } = resolvedStack();
    await this.#wire.start();
    await this.#functionWire.start();
    await this.#directWire.start();
    await this.#table.start();
    const tableName = await deployTo(this.#table, table);
    this.#tableName = tableName;
    this.#voices = new DynamoVoiceStore(this.#client(this.#directWire.url), tableName);
    const client = this.#client(this.#functionWire.url);
    this.functions.stores = {
      voices: new DynamoVoiceStore(client, tableName),
      attemptStore: new DynamoAttemptStore(client, tableName),
      providerVoices: new DynamoProviderVoiceStore(client, tableName),
      dueVoices: new DynamoDueVoices(client, tableName),
      claims: new DynamoPurgeClaims(client, tableName),
      scans: new DynamoScanStore(client, tableName),
      places: new DynamoPlaceCounter(client, tableName),
      voicesByStatus: new DynamoVoicesByStatus(client, tableName),
      reconciliation: new DynamoReconciliationStore(client, tableName),
      orphans: new DynamoOrphanStore(client, tableName),
      accountStore: new DynamoAccountStore(client, tableName),
    };
    this.#wire.serve('GraniteServiceVersion20100801', {
      PutMetricData: async (input) => {
        this.metrics.push(input);
        return {};
      },
    });
    await this.#machines.start();
    this.#machineArns.design = await deployTo(this.#machines, machines.design);
    this.#machineArns.purge = await deployTo(this.#machines, machines.purge);
    this.#machineArns.reconcile = await deployTo(this.#machines, machines.reconcile);
    await this.#machines.ready();
  }

  async close(): Promise<void> {
    this.#expectAsPublished();
    await this.#machines.stop();
    for (const client of this.#clients) client.destroy();
    await this.functions.close();
    await this.#table.stop();
    await this.#wire.stop();
    await this.#functionWire.stop();
    await this.#directWire.stop();
    await this.#simulator.stop();
    this.#clock.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Forgets what an earlier test has set and seen; the table and the provider's voices stay. */
  async reset(): Promise<void> {
    this.#expectAsPublished();
    this.faults = {};
    this.events.length = 0;
    this.states.length = 0;
    this.metrics.length = 0;
    this.functions.reset();
    await this.control.reset();
  }

  /** Records a request as the API would. @returns its id */
  async request(parts: Partial<VoiceAt<'REQUESTED'>> = {}): Promise<string> {
    const voiceId = newVoiceId(new Date());
    await this.voices.put(requestedVoice({ voiceId, ...parts }));
    return voiceId;
  }

  /** Runs the execution of a voice to its end. */
  async run(voiceId: string, input: unknown = { voiceId, run: 0 }) {
    const arn = await this.start(voiceId, input);
    return this.end(arn);
  }

  async start(
    voiceId: string,
    input: unknown = { voiceId, run: 0 },
    name: string = voiceId,
  ): Promise<string> {
    return this.#startMachine('design', name, input);
  }

  /** Starts the workflow that purges voices. */
  async startPurge(input: unknown = {}, name: string = newVoiceId(new Date())): Promise<string> {
    return this.#startMachine('purge', name, input);
  }

  /** Purges voices to the end of its execution. @returns what it reports */
  async purge(input: unknown = {}): Promise<unknown> {
    return this.outputOf(await this.startPurge(input));
  }

  /** @returns what an execution reports at its end */
  async outputOf(executionArn: string): Promise<unknown> {
    const { status, output, ...failure } = await this.end(executionArn);
    return status === 'SUCCEEDED' ? JSON.parse(output ?? 'null') : { status, ...failure };
  }

  /** Reconciles to the end of its execution. @returns what it reports */
  async reconcile(input: unknown = {}): Promise<unknown> {
    const arn = await this.#startMachine('reconcile', newVoiceId(new Date()), input);
    const { status, output, ...failure } = await this.end(arn);
    return status === 'SUCCEEDED' ? JSON.parse(output ?? 'null') : { status, ...failure };
  }

  async #state(name: string): Promise<ExecutionState> {
    const executionArn = `${this.#machineArns.design.replace(':stateMachine:', ':execution:')}:${name}`;
    try {
      const described = await this.#wire.call('AWSStepFunctions', 'DescribeExecution', { executionArn });
      return describedExecution.parse(described).status === 'RUNNING' ? 'running' : 'ended';
    } catch (error) {
      if (error instanceof AwsError && error.type === 'ExecutionDoesNotExist') return 'none';
      throw error;
    }
  }

  async #startMachine(machine: MachineName, name: string, input: unknown): Promise<string> {
    const request = { stateMachineArn: this.#machineArns[machine], name, input: JSON.stringify(input) };
    const started = await this.#wire.call('AWSStepFunctions', 'StartExecution', request);
    return startedExecution.parse(started).executionArn;
  }

  async end(executionArn: string): Promise<z.infer<typeof describedExecution>> {
    for (;;) {
      const next = this.#next();
      const described = await this.#wire.call('AWSStepFunctions', 'DescribeExecution', { executionArn });
      const parsed = describedExecution.parse(described);
      if (parsed.status !== 'RUNNING') return parsed;
      await next;
    }
  }

  async abort(executionArn: string): Promise<void> {
    await this.#wire.call('AWSStepFunctions', 'StopExecution', { executionArn });
  }

  /** What the operations behind the API's calls need, on this table, bus and machine. */
  callerDependencies() {
    return {
      voices: this.voices,
      publisher: {
        publish: async ({ detailType, detail }: OutboundEvent) => {
          const entry = { busName: 'voices', source: 'voice-design', detailType, detail: JSON.parse(detail) };
          await this.publish({ ...entry, resources: [] });
        },
      },
      executions: {
        start: async (voiceId: string, run: number) => {
          await this.start(voiceId, { voiceId, run }, executionName(voiceId, run));
        },
      },
      log: { info: () => undefined, error: () => undefined },
      now: () => new Date(),
    };
  }

  /** The same for an import, in the stage's own time. */
  importDependencies(): ImportVoiceDependencies {
    const client = this.#client(this.#directWire.url);
    return {
      ...this.callerDependencies(),
      ...this.functions.asking(),
      providerVoices: new DynamoProviderVoiceStore(client, this.#tableName),
      nameSpace: 'vd',
      rejectedGraceSeconds: 3_600,
      newVoiceId,
    };
  }

  /** A voice designed from request to end, with its record and what was announced of it. */
  async design(parts: Partial<VoiceAt<'REQUESTED'>> = {}) {
    const voiceId = await this.request(parts);
    const execution = await this.run(voiceId);
    return { execution, voiceId, record: await this.record(voiceId), announced: this.announced(voiceId) };
  }

  async record(voiceId: string): Promise<VoiceRecord> {
    const record = await this.voices.read(voiceId);
    if (!record) throw new Error(`no record of ${voiceId}`);
    return record;
  }

  /** Sets attributes of a record as nobody in the stack would: somebody else's write. */
  async overwrite(voiceId: string, attributes: Readonly<Record<string, unknown>>): Promise<void> {
    const names = Object.keys(attributes);
    await this.#client(this.#directWire.url).send(
      new UpdateItemCommand({
        TableName: this.#tableName,
        Key: { voiceId: { S: voiceId } },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: marshall(
          Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
        ),
      }),
    );
  }

  /** Every item of the table, whatever its kind. */
  async items(): Promise<Record<string, unknown>[]> {
    const client = this.#client(this.#directWire.url);
    const pages = paginateScan({ client }, { TableName: this.#tableName });
    const items: Record<string, unknown>[] = [];
    for await (const { Items = [] } of pages) items.push(...Items.map((item) => unmarshall(item)));
    return items;
  }

  /** Takes attributes of a record away. */
  async forget(voiceId: string, attributes: readonly string[]): Promise<void> {
    await this.#client(this.#directWire.url).send(
      new UpdateItemCommand({
        TableName: this.#tableName,
        Key: { voiceId: { S: voiceId } },
        UpdateExpression: `REMOVE ${attributes.join(', ')}`,
      }),
    );
  }

  /** Waits until the record is as wanted. */
  async until(voiceId: string, wanted: (record: VoiceRecord) => boolean): Promise<VoiceRecord> {
    for (;;) {
      const next = this.#next();
      const record = await this.record(voiceId);
      if (wanted(record)) return record;
      await next;
    }
  }

  /** A voice that has come to this status, once the events that tell of it are published. */
  async told(voiceId: string, wanted: Status): Promise<VoiceRecord> {
    return this.until(
      voiceId,
      ({ status, pendingEvents }) => status === wanted && Object.keys(pendingEvents).length === 0,
    );
  }

  /** Waits until an execution has entered the state. */
  async entered(state: string): Promise<void> {
    while (!this.states.includes(state)) await this.#next();
  }

  announced(voiceId: string): string[] {
    return this.events
      .filter(({ source, detail }) => source === 'voice-design' && JSON.stringify(detail).includes(voiceId))
      .map(({ detailType }) => detailType);
  }

  eventIds(voiceId: string): string[] {
    const detail = z.object({ eventId: z.string(), voice: z.object({ voiceId: z.literal(voiceId) }) });
    return this.events.flatMap((event) => detail.safeParse(event.detail).data?.eventId ?? []);
  }

  get scans(): DynamoScanStore {
    return new DynamoScanStore(this.#client(this.#directWire.url), this.#tableName);
  }

  get claims(): DynamoPurgeClaims {
    return new DynamoPurgeClaims(this.#client(this.#directWire.url), this.#tableName);
  }

  get attemptStore(): DynamoAttemptStore {
    return new DynamoAttemptStore(this.#client(this.#directWire.url), this.#tableName);
  }

  get providerVoices(): DynamoProviderVoiceStore {
    return new DynamoProviderVoiceStore(this.#client(this.#directWire.url), this.#tableName);
  }

  get voices(): DynamoVoiceStore {
    if (!this.#voices) throw new Error('the stage is not open');
    return this.#voices;
  }

  async publish(entry: EventEntry): Promise<string> {
    this.faults.bus?.(entry);
    this.events.push(entry);
    // The rule on the status of executions.
    const change = ended.safeParse(entry.detail);
    if (entry.source === 'aws.states' && change.success && change.data.status !== 'SUCCEEDED') {
      await this.functions.settle({ source: 'aws.states', detail: { name: change.data.name } });
    }
    this.#wake();
    return 'event';
  }

  /** Checked once a test is over: thrown at the publisher it would only be one more fault of the bus. */
  #expectAsPublished(): void {
    expectAsPublished(this.events.filter(({ source }) => source === 'voice-design'));
  }

  #serve(prefix: string, operations: Operations): void {
    const guarded = (
      guard: (operation: Operations[string], input: unknown) => Promise<unknown>,
    ): Operations =>
      Object.fromEntries(
        Object.entries(operations).map(([name, operation]) => {
          const watched = name === 'UpdateItem' || name === 'GetItem';
          return [name, watched ? (input: unknown) => guard(operation, input) : operation];
        }),
      );
    const ofWorkflow = guarded(async (operation, input) => {
      const { UpdateExpression: update, Key } = write.parse(input);
      const { beforeTable, table, tableAnswer } = this.faults;
      await beforeTable?.(update, Key.voiceId.S);
      table?.(update);
      const output = await operation(input);
      tableAnswer?.(update);
      return output;
    });
    const ofFunctions = guarded(async (operation, input) => {
      const { UpdateExpression: update } = write.parse(input);
      this.faults.functionTable?.(update);
      const output = await operation(input);
      this.faults.functionTableAnswer?.(update);
      return output;
    });
    this.#wire.serve(prefix, ofWorkflow);
    this.#functionWire.serve(prefix, ofFunctions);
    this.#directWire.serve(prefix, operations);
  }

  #client(endpoint: string): DynamoDBClient {
    const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
    this.#clients.push(client);
    return client;
  }

  #observe(event: RunnerEvent): void {
    if (event.kind === 'stateEntered') this.states.push(event.state);
    this.#wake();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  #wake(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}
