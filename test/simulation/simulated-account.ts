import { ulid } from 'ulid';
import type { Family } from '../../lambdas/shared/dashscope/index.ts';
import type { EventEntry } from '../../local/core/ports.ts';
import type { Observer } from '../../local/core/runner-event.ts';
import type { Resource } from '../../local/core/service.ts';
import { type DeployedStack, deployedStack } from '../harness/deployed-stack.ts';
import { MemoryBucket } from '../harness/memory-bucket.ts';
import type { Variables } from '../harness/operations.ts';
import { simulationSettings } from '../support/deployments.ts';
import { Engine, type Machines, machinesOf } from './engine.ts';
import { type FaultKind, Faults } from './faults.ts';
import { type FunctionCode, functionCode, SimulatedFunctions } from './functions.ts';
import { halfShare, startNeighbors } from './neighbors.ts';
import { Outages } from './outages.ts';
import { busFaults, platformOf } from './platform.ts';
import { Edges } from './process.ts';
import { drawHosts, type HostName, type HostsOfKeys, keyInForce, type ProviderKey } from './provider/keys.ts';
import { Provider } from './provider/provider.ts';
import { Random } from './random.ts';
import { RuleDeliveries, ruleBy } from './rules.ts';
import { ReviewSweeps } from './sweeps.ts';
import { MemoryTable } from './table/memory-table.ts';
import { Trace } from './trace.ts';
import { VirtualTime } from './virtual-time.ts';
import { Watch } from './watch.ts';
import { workflowTable } from './workflow-table.ts';

/** A deployed stack, ready for any number of schedules. */
export interface Deployment {
  readonly table: Resource;
  readonly machines: Machines;
  readonly code: FunctionCode;
  /** The functions of the same deployment with half of the provider account's rate. */
  readonly halfCode?: FunctionCode;
}

/** Returns the deployment of a synthesized stack: its state machines, table, and functions with their variables. */
/** @param changed variables of the functions that replace those of the stack */
export function deploymentOf(deployed: DeployedStack, changed: Variables = {}): Deployment {
  const half = { ...changed, PROVIDER_SHARE: String(halfShare) };
  return {
    table: deployed.table,
    machines: machinesOf(deployed.machines),
    code: functionCode(deployed, changed),
    halfCode: functionCode(deployed, half),
  };
}

export const stack = deployedStack(simulationSettings);
export const asSynthesized = deploymentOf(stack);

/** The rules that invoke a function. Every deployment of the simulation has them. */
const rules = [
  ruleBy('settle-execution', stack.patternOf('ExecutionStatusRule')),
  ruleBy('advance-audition', stack.patternOf('AuditionsRule')),
  ruleBy('advance-aliases', stack.patternOf('AliasEventsRule')),
];

const begin = new Date('2026-03-01T12:00:00.000Z');

/** Length of the part of a schedule with faults. */
export const faultMilliseconds = 90 * 60_000;

export interface AccountOptions {
  /** True for an account without faults. */
  readonly calm?: boolean;
  /** The kinds of faults that can strike. By default all. */
  readonly faults?: readonly FaultKind[];
  /** Returns the faults, which are drawn otherwise. */
  readonly faultsOf?: (random: Random) => Faults;
  /** Family of all voices, which is drawn otherwise. */
  readonly family?: Family;
  /** An account of AWS whose deployment uses the same account of the provider. */
  readonly neighbor?: SimulatedAccount;
  /** Receives the starts, states and ends of executions. */
  readonly observer?: Observer;
  /** Host of DashScope in the provider secret, which is drawn otherwise. */
  readonly host?: HostName;
}

/** An AWS account with one deployment, in which a schedule runs, and the provider that it calls. */
export class SimulatedAccount {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly faults: Faults;
  readonly provider: Provider;
  readonly hosts: HostsOfKeys;
  readonly table: MemoryTable;
  readonly bucket = new MemoryBucket();
  readonly engine: Engine;
  readonly functions: SimulatedFunctions;
  readonly watch: Watch;
  readonly trace: Trace;
  /** Family of all voices of the schedule. The lists of two families are independent. */
  readonly family: Family;
  readonly #jitter: Random;
  readonly #edges: Edges;
  readonly #outages: Outages;
  readonly #rules: RuleDeliveries;
  readonly sweeps: ReviewSweeps;

  constructor(
    seed: number,
    { table, machines, code, halfCode = code }: Deployment = asSynthesized,
    { calm = false, faults, faultsOf, family, neighbor, observer, host }: AccountOptions = {},
  ) {
    const time = neighbor?.time ?? new VirtualTime(begin);
    this.time = time;
    this.trace = new Trace(time.now);
    const random = new Random(seed);
    this.random = random;
    this.#jitter = new Random(seed + 7);
    const drawn = random.chance(0.65) ? 'cosyvoice' : 'qwen';
    this.family = family ?? drawn;
    this.faults = faultsOf?.(random) ?? new Faults(random, calm, faults);
    const parts = { time, random, faults: this.faults };
    this.provider = neighbor?.provider ?? new Provider(time, random);
    this.hosts = drawHosts(random, host);
    this.#edges = new Edges(parts);
    this.#outages = new Outages(parts, stretches, faultMilliseconds);
    this.table = new MemoryTable(table, (before, after) => {
      this.trace.add('item written', after);
      this.watch.written(before, after);
    });
    this.watch = new Watch(this.provider, this.table, this.#outages, time.now);
    this.engine = new Engine(machines, {
      time,
      observer,
      functions: { invoke: (name, payload) => this.functions.invoke(name, payload) },
      publisher: {
        publish: (entry) => this.#edges.cross(null, () => this.#deliver(entry), busFaults(this.#outages)),
      },
      table: workflowTable({ ...parts, edges: this.#edges, outages: this.#outages, table: this.table }),
    });
    const platformParts = {
      ...parts,
      edges: this.#edges,
      outages: this.#outages,
      table: this.table,
      engine: this.engine,
      provider: {
        ...parts,
        provider: this.provider,
        edges: this.#edges,
        isDown: () => this.#outages.is('outage: provider'),
        showsNothing: () => this.#outages.is('account: shows no voice for a while'),
        listDisagrees: () => this.#outages.is('list: disagrees with queries for a while'),
        onCreate: (name: string) => {
          this.trace.add('create sent', name);
          this.watch.creating(name);
        },
        onDelete: (key: ProviderKey, id: string) => {
          this.trace.add('delete sent', key.apiKey, id);
          this.watch.deleting(key, id);
        },
        onUnansweredDelete: (key: ProviderKey, id: string) => this.watch.deleteUnanswered(key, id),
      },
      hosts: this.hosts,
      bucket: this.bucket,
      publish: (entry: EventEntry) => this.#deliver(entry),
      log: this.watch.log,
    };
    this.functions = new SimulatedFunctions(
      parts,
      this.#outages.stretchOf('account: another deployment') ? halfCode : code,
      (process) => platformOf(process, platformParts),
      this.trace,
      (denial) => this.watch.denied(denial),
    );
    this.#rules = new RuleDeliveries(parts, rules, () => this.functions);
    for (const name of ['creates', 'deletes'] as const) this.#switchAsPlanned(name);
    const neighbors = { provider: this.provider, outages: this.#outages, family: this.family };
    startNeighbors({ time, random, ...neighbors, account: () => this.key.account });
    this.sweeps = new ReviewSweeps({ ...platformParts, list: this.list, newName: () => this.#newName() });
    const emptied = this.#outages.stretchOf('console: everything deleted');
    if (emptied) {
      time.after(emptied.from - time.now(), () => {
        for (const voice of this.provider.voices) this.provider.deleteAtConsole(voice);
      });
    }
  }

  /** Input of *reconcile list* for the schedule's one list. */
  get list() {
    return { family: this.family, scope: 'mainland', dryRun: false, confirmMissing: 0 } as const;
  }

  /** The key in the secret. */
  get key(): ProviderKey {
    return keyInForce(this.#outages);
  }

  /** Time of a permanent move to another account; null without one. */
  get movedAt(): number | null {
    return this.#outages.stretchOf('key: of another account permanently')?.from ?? null;
  }

  /** True if the key in the secret will stay. */
  get isKeyPermanent(): boolean {
    const isTemporary =
      this.#outages.is('key: of another account for a while') ||
      this.#outages.is('key: of one workspace for a while');
    return this.movedAt === null
      ? !isTemporary
      : this.key.account === 'second' && this.time.now() >= this.movedAt;
  }

  /** Returns a moment at which the key of another account is in force; null if there is none. */
  momentOfSecondAccount(): number | null {
    const { random } = this;
    const stretch =
      this.#outages.stretchOf('key: of another account for a while') ??
      this.#outages.stretchOf('key: of another account permanently');
    return stretch ? random.between(stretch.from, stretch.to) : null;
  }

  /** Returns a line for each stretch. A permanent key has a beginning, and its end has no meaning. */
  describeStretches(): string[] {
    return this.#outages.describe(begin.getTime());
  }

  /** Does work in this account's time. Jitter has its own random numbers, so that a retry does not change the schedule. */
  simulate<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.time.rule(work, this.#jitter.next);
  }

  newVoiceId = (now: Date): string => ulid(now.getTime(), this.random.next);

  /** Reconciles once, by the state machine or, which is faster, by its functions alone. */
  async reconcile(): Promise<void> {
    if (this.random.chance(0.25)) return this.engine.start('reconcile', this.#newName(), {});
    await this.functions
      .invoke('recover-voices', { dryRun: false, confirmMissing: 0 })
      .catch(() => undefined);
    await this.functions.invoke('reconcile-list', this.list).catch(() => undefined);
  }

  purge(voiceIds?: readonly string[]): void {
    this.engine.start('purge', this.#newName(), voiceIds ? { voiceIds } : {});
  }

  #newName(): string {
    return ulid(this.time.now(), this.random.next);
  }

  /** Takes an event, and delivers it to the functions of the rules that match it. */
  async #deliver(entry: EventEntry): Promise<string> {
    this.trace.add('event published', entry);
    this.watch.published(entry);
    this.#rules.deliver(entry);
    this.sweeps.after(entry);
    return 'event';
  }

  #switchAsPlanned(name: 'creates' | 'deletes'): void {
    const kind = `switch: ${name} off for a while` as const;
    const set = (on: boolean) => () => {
      void this.table.call('UpdateItem', {
        TableName: this.table.name,
        Key: { voiceId: { S: 'SWITCHES' } },
        UpdateExpression: 'SET #name = :on',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':on': { BOOL: on } },
      });
    };
    const stretch = this.#outages.stretchOf(kind);
    if (!stretch) return;
    this.time.after(stretch.from - this.time.now(), set(false));
    this.time.after(stretch.to - this.time.now(), set(true));
  }
}

/** Every kind of stretch, with its maximum length. */
const stretches = {
  'key: of another account for a while': { seconds: 3_600, early: true },
  'key: of another account permanently': { seconds: 3_600, early: true },
  'key: of one workspace for a while': { seconds: 3_600, early: true },
  'key: rotated within the account': { seconds: 3_600, early: true },
  'account: shows no voice for a while': { seconds: 3_600 },
  'console: everything deleted': { seconds: 3_600 },
  'list: disagrees with queries for a while': { seconds: 3_600 },
  'sweep: dead for a while': { seconds: 3_600, early: true },
  'switch: creates off for a while': { seconds: 1_800 },
  'switch: deletes off for a while': { seconds: 3_600 },
  'account: another deployment': { seconds: 60, early: true },
  'account: calls of another program': { seconds: 30, early: true },
  'outage: budget': { seconds: 300, early: true },
  'outage: table': { seconds: 300 },
  'outage: bus': { seconds: 4_800 },
  'outage: bucket': { seconds: 1_800 },
  'outage: provider': { seconds: 1_800 },
} as const;
