import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Status } from '../../lambdas/shared/contract.ts';
import { DynamoAttemptStore } from '../../lambdas/shared/stores/attempts.ts';
import { DynamoProviderVoiceStore } from '../../lambdas/shared/stores/provider-voices.ts';
import { DynamoPurgeClaims } from '../../lambdas/shared/stores/purges.ts';
import { DynamoScanStore } from '../../lambdas/shared/stores/scans.ts';
import { DynamoVoiceStore } from '../../lambdas/shared/stores/voices.ts';
import { newVoiceId } from '../../lambdas/shared/voice/ids.ts';
import type { VoiceAt, VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import { timeScale } from '../../local/core/clock.ts';
import type { EventEntry, FunctionResult, Operations } from '../../local/core/ports.ts';
import type { Principal, RoleSession } from '../../local/core/principal.ts';
import type { RunnerEvent } from '../../local/core/runner-event.ts';
import { AwsJsonServer } from '../../local/http/aws-json-server.ts';
import { checkedOperations } from '../../local/models/operation-checks.ts';
import { cloudWatchRules } from '../../local/services/cloudwatch/access-rules.ts';
import { dynamoDbRules } from '../../local/services/dynamodb/access-rules.ts';
import { busArn } from '../../local/services/events/rule.ts';
import { StatesService } from '../../local/services/states/states-service.ts';
import { type ControlClient, controlClient } from '../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { deployedStack, deployTo, type MachineName } from '../harness/deployed-stack.ts';
import { inProcess } from '../harness/in-process-clients.ts';
import type { Dependencies, OperationName } from '../harness/operations.ts';
import { MemoryTable, tableOperation } from '../simulation/table/memory-table.ts';
import { workflowSettings } from '../support/deployments.ts';
import { answeredRequest } from '../support/http-events.ts';
import { expectAsPublished } from '../support/published-events.ts';
import { requestedVoice } from '../support/voices.ts';
import { HostedFunctions } from './hosted-functions.ts';
import { PatientClock } from './patient-clock.ts';
import { WatchedAlarms } from './watched-alarms.ts';

/** The engine, the functions and the provider share one clock, which runs this many times faster than real time. */
const speed = 1_000;

/** Interventions of a test. Each may throw an error of the service. */
export interface Faults {
  /** Called before the n-th invocation of a function. A result takes the place of the function's. */
  invoke?: (
    name: OperationName,
    times: number,
  ) => FunctionResult | undefined | Promise<FunctionResult | undefined>;
  /** Called before an operation of the workflow on the table, with its update expression; without one for a read. */
  table?: (update: string | undefined) => void;
  /** The same with the voice's id. The operation waits for it, so that another write can come first. */
  beforeTable?: (update: string | undefined, voiceId: string) => Promise<void>;
  /** Called before the workflow writes the item of a parked execution. */
  park?: () => void;
  /** Called after the table has carried out an operation of the workflow; an error takes the place of its answer. */
  tableAnswer?: (update: string | undefined) => void;
  /** Called before an operation of a function on the table. */
  functionTable?: (update: string | undefined) => void;
  /** Called after the table has carried out an operation of a function; an error takes the place of its answer. */
  functionTableAnswer?: (update: string | undefined) => void;
  /** Called before the bus takes an event. */
  bus?: (event: EventEntry) => void;
}

const write = z.object({
  UpdateExpression: z.string().optional(),
  Key: z.object({ voiceId: z.object({ S: z.string() }) }),
});
const apiResponse = z.object({ statusCode: z.number(), body: z.string() });
const problemDocument = z.object({ code: z.string() });
const startedExecution = z.object({ executionArn: z.string() });
const describedExecution = z.object({
  status: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
  output: z.string().optional(),
});
const ended = z.object({ name: z.string(), status: z.string(), stateMachineArn: z.string() });
const parkedItem = z.object({
  token: z.string(),
  run: z.number(),
  wakes: z.number(),
  wakeRequested: z.boolean().optional(),
});
const beginsReview = z.object({
  voice: z.object({ status: z.literal('DEPLOYING'), family: z.string(), scope: z.string() }),
});

/** Prefix of the names of DynamoDB's operations. */
const dynamoDb = 'DynamoDB_20120810';
/** The key of the item with the operator's switches. */
const switchesItem = 'SWITCHES';

interface Opened {
  readonly functions: HostedFunctions;
  /** A client of the table itself. */
  readonly direct: DynamoDBClient;
}

/**
 * The synthesized state machines on the runner's engine, with the functions' own handlers, a table in memory and the
 * simulated provider. A test can intervene in each call.
 */
export class WorkflowHarness {
  faults: Faults = {};
  /** False in a test without the rule that starts sweeps. */
  sweeps = true;
  readonly events: EventEntry[] = [];
  readonly states: string[] = [];
  /** Inputs of `PutMetricData`. */
  readonly metrics: unknown[] = [];
  /** ARNs of the executions that functions have started. */
  readonly started: string[] = [];
  readonly control: ControlClient;
  /** The alarms of the template. */
  readonly alarms: WatchedAlarms;
  readonly #stack = deployedStack(workflowSettings);
  readonly #simulator: Simulator;
  readonly #clock: PatientClock;
  readonly #folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  readonly #wire = new AwsJsonServer(this.#stack);
  readonly #functionWire = new AwsJsonServer(this.#stack);
  readonly #directWire = new AwsJsonServer(this.#stack);
  readonly #table = new MemoryTable(this.#stack.table, () => this.#wake());
  readonly #machines: StatesService;
  readonly #machineArns: Record<MachineName, string> & { former?: string } = {
    design: '',
    purge: '',
    reconcile: '',
    sweep: '',
  };
  #opened: Opened | undefined;
  #watchers: (() => void)[] = [];
  readonly #closed = new AbortController();
  /** Names of the sweeps that run. */
  readonly #sweeping = new Set<string>();
  /** Failed executions whose end the function *settle execution* has not processed. */
  readonly #unsettled = new Set<string>();
  /** Number of executions that have parked and not queried since. */
  #parked = 0;

  private constructor(simulator: Simulator, clock: PatientClock) {
    this.#simulator = simulator;
    this.#clock = clock;
    this.control = controlClient(simulator.controlUrl);
    this.alarms = new WatchedAlarms(
      join(this.#folder, 'alarms'),
      this.#stack.functionOf('create-voice').variables.DEPLOYMENT ?? '',
    );
    this.#machines = new StatesService({
      stateFolder: this.#folder,
      registry: this.#wire,
      functions: {
        invoke: async (name, payload, caller) => {
          this.#stack.access.authorize(caller, { action: 'lambda:InvokeFunction', resource: name });
          return this.functions.invoke(name, payload);
        },
      },
      publisher: { publish: (entry, caller) => this.publish(entry, caller) },
      awsEndpoint: () => this.#wire.url,
      s3Endpoint: () => this.#wire.url,
      access: this.#stack.access,
      timeScale: timeScale(speed),
      clock,
      observer: (event) => this.#observe(event),
      // Other tests validate the definitions of the stack.
      validate: () => undefined,
    });
  }

  static async open(): Promise<WorkflowHarness> {
    const clock = new PatientClock(speed);
    clock.ruleTimers();
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
    const harness = new WorkflowHarness(simulator, clock);
    await harness.#start();
    return harness;
  }

  async #start(): Promise<void> {
    const { machines } = this.#stack;
    this.#serveTable();
    await this.#wire.start();
    const direct = clientOn(this.#directWire);
    const functions = new HostedFunctions(this.#stack, {
      intercept: async (name, times) => this.faults.invoke?.(name, times),
      access: this.#stack.access,
      dynamo: (session) => clientOn(this.#functionWire, session),
      stepFunctions: (session) => (operation, input) => this.#callStepFunctions(operation, input, session),
      publish: (entry, caller) => this.publish(entry, caller),
      now: () => this.#clock.now(),
      logged: (line) => this.alarms.log('function', line),
      invoked: (functionName, outcome) =>
        this.alarms.observe({ kind: 'functionInvoked', functionName, outcome, milliseconds: 1 }),
      during: (work) => this.#clock.during(work),
      providerUrl: this.#simulator.urls.mainland,
    });
    this.#opened = { functions, direct };
    const PutMetricData = async (input: unknown) => {
      this.metrics.push(input);
      return this.alarms.putMetricData(input);
    };
    this.#wire.serve('GraniteServiceVersion20100801', { PutMetricData }, cloudWatchRules(['PutMetricData']));
    await this.alarms.start(this.#stack.alarms);
    await this.#machines.start();
    this.#machineArns.design = await deployTo(this.#machines, machines.design);
    this.#machineArns.purge = await deployTo(this.#machines, machines.purge);
    this.#machineArns.reconcile = await deployTo(this.#machines, machines.reconcile);
    this.#machineArns.sweep = await deployTo(this.#machines, machines.sweep);
    await this.#machines.ready();
    void this.#sweepEachMinute();
  }

  async close(): Promise<void> {
    this.#expectAsPublished();
    this.#closed.abort();
    await this.#machines.stop();
    await this.alarms.stop();
    await this.functions.close();
    await this.#wire.stop();
    await this.#simulator.stop();
    this.#clock.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get functions(): HostedFunctions {
    return this.#open().functions;
  }

  #open(): Opened {
    if (!this.#opened) throw new Error('the harness is not open');
    return this.#opened;
  }

  /** Removes what an earlier test has set and recorded. Records and the provider's voices stay, and nothing is parked. */
  async reset(): Promise<void> {
    this.#expectAsPublished();
    this.faults = {};
    await this.#endSweeps();
    this.events.length = 0;
    this.states.length = 0;
    this.metrics.length = 0;
    this.started.length = 0;
    this.functions.reset();
    await this.control.reset();
    const Key = { voiceId: { S: switchesItem } };
    await this.#open().direct.send(new DeleteItemCommand({ TableName: this.#table.name, Key }));
  }

  /** Ends the sweeps of an earlier test, whose calls of the provider would count in the next one. */
  async #endSweeps(): Promise<void> {
    this.sweeps = false;
    for (const { voiceId } of await this.items()) {
      if (String(voiceId).startsWith('WAIT#')) await this.removeItem(String(voiceId));
    }
    while (this.#sweeping.size > 0) await this.#next();
    this.sweeps = true;
  }

  /** Waits until *settle execution* has processed the end of every failed execution. */
  async untilSettled(): Promise<void> {
    while (this.#unsettled.size > 0) await this.#next();
  }

  /** Switches creates or deletes off, as `voice admin` does. */
  async switchOff(name: 'creates' | 'deletes'): Promise<void> {
    await this.overwrite(switchesItem, { [name]: false });
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

  /** Runs a voice to its end with a definition of an earlier version, and today's functions. */
  async runFormer(voiceId: string, definition: string) {
    const former = { ...this.#stack.machines.design, logicalId: 'FormerDesignVoice' };
    const { RoleArn } = this.#stack.machines.design.properties;
    const properties = { StateMachineName: 'former', DefinitionString: definition, RoleArn };
    this.#machineArns.former ??= await deployTo(this.#machines, { ...former, properties });
    return this.end(await this.#startMachine('former', voiceId, { voiceId, run: 0 }));
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

  /** Purges voices to the end of the execution. @returns its output */
  async purge(input: unknown = {}): Promise<unknown> {
    return this.outputOf(await this.startPurge(input));
  }

  /** @returns the output of an execution at its end */
  async outputOf(executionArn: string): Promise<unknown> {
    const { status, output, ...failure } = await this.end(executionArn);
    return status === 'SUCCEEDED' ? JSON.parse(output ?? 'null') : { status, ...failure };
  }

  /** Reconciles to the end of the execution. @returns its output */
  async reconcile(input: unknown = {}): Promise<unknown> {
    const arn = await this.#startMachine('reconcile', newVoiceId(new Date()), input);
    const { status, output, ...failure } = await this.end(arn);
    return status === 'SUCCEEDED' ? JSON.parse(output ?? 'null') : { status, ...failure };
  }

  /** Performs a function's call of Step Functions. */
  async #callStepFunctions(operation: string, input: object, caller: RoleSession): Promise<unknown> {
    const output = await this.#wire.call('AWSStepFunctions', operation, input, caller);
    const started = startedExecution.safeParse(output);
    if (operation === 'StartExecution' && started.success) this.started.push(started.data.executionArn);
    return output;
  }

  async #startMachine(machine: MachineName | 'former', name: string, input: unknown): Promise<string> {
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

  /** Returns the history of an execution as AWS tools read it. */
  async historyOf(executionArn: string): Promise<unknown> {
    return this.#wire.call('AWSStepFunctions', 'GetExecutionHistory', { executionArn, maxResults: 1000 });
  }

  async abort(executionArn: string): Promise<void> {
    await this.#wire.call('AWSStepFunctions', 'StopExecution', { executionArn });
  }

  /** Returns the dependencies of a function on the table itself, past the faults of functions. */
  dependencies<Name extends OperationName>(name: Name): Dependencies[Name] {
    return this.functions.dependencies(name, this.#open().direct);
  }

  /** Calls an operation as API Gateway does, which counts the response. @returns the code of the problem, if it is one */
  async callApi(name: OperationName, event: unknown): Promise<string | undefined> {
    const { statusCode: status, body } = apiResponse.parse(await this.functions.run(name, event));
    this.alarms.observe(answeredRequest(status));
    return status < 400 ? undefined : problemDocument.parse(JSON.parse(body)).code;
  }

  /** Designs a voice from request to end. @returns its record and the types of its events */
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

  /** Sets attributes of an item without a condition, as another writer. */
  async overwrite(voiceId: string, attributes: Readonly<Record<string, unknown>>): Promise<void> {
    const names = Object.keys(attributes);
    await this.#open().direct.send(
      new UpdateItemCommand({
        TableName: this.#table.name,
        Key: { voiceId: { S: voiceId } },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: marshall(
          Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
        ),
      }),
    );
  }

  /** Returns the item of a parked execution; undefined if the voice is not parked. */
  async parked(voiceId: string): Promise<z.infer<typeof parkedItem> | undefined> {
    const found = (await this.items()).find((item) => item.voiceId === `WAIT#${voiceId}`);
    return found && parkedItem.parse(found);
  }

  /** Waits until the execution of a voice is parked, under another token than the given one. */
  async untilParked(voiceId: string, otherThan?: string): Promise<z.infer<typeof parkedItem>> {
    for (;;) {
      const next = this.#next();
      const found = await this.parked(voiceId);
      if (found && found.token !== otherThan) return found;
      await next;
    }
  }

  /** Ends the wait of a state with a token, as the sweep does. */
  async wakeByToken(token: string, output: object = { evidence: 'OK', wakes: 1 }): Promise<void> {
    const request = { taskToken: token, output: JSON.stringify(output) };
    await this.#wire.call('AWSStepFunctions', 'SendTaskSuccess', request);
  }

  /** Access to the table without faults. */
  get table(): { readonly client: DynamoDBClient; readonly table: string } {
    return { client: this.#open().direct, table: this.#table.name };
  }

  /** Returns every item of the table. */
  async items(): Promise<Record<string, unknown>[]> {
    return this.#table.items().map((item) => unmarshall(Object(item)));
  }

  /** Deletes an item without a condition. */
  async removeItem(key: string): Promise<void> {
    const Key = { voiceId: { S: key } };
    await this.#open().direct.send(new DeleteItemCommand({ TableName: this.#table.name, Key }));
  }

  /** Removes attributes of a record. */
  async forget(voiceId: string, attributes: readonly string[]): Promise<void> {
    await this.#open().direct.send(
      new UpdateItemCommand({
        TableName: this.#table.name,
        Key: { voiceId: { S: voiceId } },
        UpdateExpression: `REMOVE ${attributes.join(', ')}`,
      }),
    );
  }

  /** Waits until the record fulfils a condition. */
  async until(voiceId: string, wanted: (record: VoiceRecord) => boolean): Promise<VoiceRecord> {
    for (;;) {
      const next = this.#next();
      const record = await this.record(voiceId);
      if (wanted(record)) return record;
      await next;
    }
  }

  /** Waits until a voice has this status, and its events are published. */
  async untilAnnounced(voiceId: string, wanted: Status): Promise<VoiceRecord> {
    return this.until(
      voiceId,
      ({ status, pendingEvents }) => status === wanted && Object.keys(pendingEvents).length === 0,
    );
  }

  /** Lets time pass. */
  async pass(seconds: number): Promise<void> {
    await this.#clock.sleep((seconds * 1_000) / speed, this.#closed.signal);
  }

  /** True while a sweep runs. */
  get sweepsRun(): boolean {
    return this.#sweeping.size > 0;
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
    return new DynamoScanStore(this.#open().direct, this.#table.name);
  }

  get claims(): DynamoPurgeClaims {
    return new DynamoPurgeClaims(this.#open().direct, this.#table.name);
  }

  get attemptStore(): DynamoAttemptStore {
    return new DynamoAttemptStore(this.#open().direct, this.#table.name);
  }

  get providerVoices(): DynamoProviderVoiceStore {
    return new DynamoProviderVoiceStore(this.#open().direct, this.#table.name);
  }

  get voices(): DynamoVoiceStore {
    return new DynamoVoiceStore(this.#open().direct, this.#table.name);
  }

  async publish(entry: EventEntry, caller: Principal): Promise<string> {
    if (caller.kind === 'role') {
      const resource = busArn(entry.busName);
      this.#stack.access.authorize(caller, { action: 'events:PutEvents', resource });
    }
    this.faults.bus?.(entry);
    this.events.push(entry);
    // The rule on the status of executions that design voices invokes the function.
    const change = ended.safeParse(entry.detail);
    const isEnd = entry.source === 'aws.states' && change.success && change.data.status !== 'SUCCEEDED';
    if (isEnd && this.#designs(change.data.stateMachineArn)) {
      await this.functions.run('settle-execution', { source: entry.source, detail: entry.detail });
      this.#unsettled.delete(change.data.name);
    }
    // The publisher does not wait for the targets of a rule. A start that fails is made up for by the schedule.
    void this.#sweepAfter(entry).catch(() => undefined);
    this.#wake();
    return 'event';
  }

  /** The rule on voices that begin their review starts a sweep of their list. */
  async #sweepAfter({ source, detailType, detail }: EventEntry): Promise<void> {
    const created = beginsReview.safeParse(detail);
    if (!this.sweeps || source !== 'voice-design' || detailType !== 'Voice Created' || !created.success)
      return;
    const { family, scope } = created.data.voice;
    await this.startSweep({ family, scope });
  }

  /** The schedule starts a sweep each minute. It would end at once while no voice is parked. */
  async #sweepEachMinute(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      await this.#clock.sleep(60_000 / speed, signal);
      if (this.sweeps && this.#parked > 0 && !signal.aborted) await this.startSweep().catch(() => undefined);
    }
  }

  /** Starts a run of the workflow that sweeps reviews. */
  async startSweep(
    input: unknown = { family: 'cosyvoice', scope: 'mainland', relays: true },
  ): Promise<string> {
    return this.#startMachine('sweep', newVoiceId(new Date()), input);
  }

  /** Checks the events against their schemas after a test. An error in `publish` would look like a fault of the bus. */
  #expectAsPublished(): void {
    expectAsPublished(this.events.filter(({ source }) => source === 'voice-design'));
  }

  #serveTable(): void {
    const rules = dynamoDbRules(() => 'voiceId');
    const operations = checkedOperations(
      'dynamodb',
      Object.fromEntries(
        tableOperation.options.map((name) => [
          name,
          (input: unknown) => this.#table.call(name, Object(input)),
        ]),
      ),
    );
    const guarded = (
      guard: (operation: Operations[string], input: unknown) => Promise<unknown>,
    ): Operations =>
      Object.fromEntries(
        Object.entries(operations).map(([name, perform]) => {
          const operation = (input: unknown) => this.#clock.during(() => perform(input));
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
    const { PutItem: put } = ofWorkflow;
    const PutItem: Operations[string] = async (input) => {
      this.faults.park?.();
      return put?.(input);
    };
    this.#wire.serve(dynamoDb, { ...ofWorkflow, PutItem }, rules);
    this.#functionWire.serve(dynamoDb, ofFunctions, rules);
    this.#directWire.serve(
      dynamoDb,
      guarded((operation, input) => operation(input)),
      rules,
    );
  }

  #observe(event: RunnerEvent): void {
    this.alarms.observe(event);
    if (event.kind === 'stateEntered') {
      this.states.push(event.state);
      if (event.state === 'Park') this.#parked += 1;
      if (event.state === 'Query voice' && this.#parked > 0) this.#parked -= 1;
    }
    if (event.kind === 'executionStarted' && event.express) this.#sweeping.add(event.execution);
    if (event.kind === 'executionEnded') {
      this.#sweeping.delete(event.execution);
      const isFailure = event.status !== 'SUCCEEDED' && this.#designs(event.machine);
      if (isFailure) this.#unsettled.add(event.execution);
    }
    this.#wake();
  }

  /** Returns true for the name or the ARN of the machine that designs voices, with its present or its former definition. */
  #designs(machine: string): boolean {
    const { design, former } = this.#machineArns;
    return [design, former].some((arn) => arn?.split(':').at(-1) === machine.split(':').at(-1));
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  #wake(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}

/** Returns a client of the table in this process, whose calls pass through JSON as over the network. */
function clientOn(wire: AwsJsonServer, caller?: RoleSession): DynamoDBClient {
  const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  return inProcess.dynamo(async (operation, input) =>
    copy(await wire.call(dynamoDb, operation, copy(input), caller)),
  );
}
