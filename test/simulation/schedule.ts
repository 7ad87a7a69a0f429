import { marshall } from '@aws-sdk/util-dynamodb';
import type { Status } from '../../lambdas/shared/contract.ts';
import { newNameToken, providerName } from '../../lambdas/shared/voice/ids.ts';
import { readyVoice } from '../support/voices.ts';
import { AliasCaller } from './alias-caller.ts';
import type { AliasSituation } from './alias-watch.ts';
import { targetModels } from './api-calls.ts';
import { AuditionCaller } from './audition-caller.ts';
import type { Situation } from './audition-watch.ts';
import { Caller } from './callers.ts';
import type { ChoiceSituation } from './choice-watch.ts';
import type { FaultKind } from './faults.ts';
import { Importer } from './importer.ts';
import { violationsAtRest } from './invariants.ts';
import { Operator } from './operator.ts';
import { calmMilliseconds } from './outages.ts';
import { accounts, type Workspace } from './provider/keys.ts';
import { faultMilliseconds, SimulatedAccount } from './simulated-account.ts';

/** Outcome of one schedule. */
export interface ScheduleResult {
  /** Number of accepted requests. */
  readonly voices: number;
  readonly statuses: readonly Status[];
  /** Number of voices that the provider has made for this deployment. */
  readonly billed: number;
  readonly events: number;
  readonly states: number;
  /** Parkings, sweeps, wakes, and deletions of parked voices. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Number of history events of the longest execution. */
  readonly longestHistory: number;
  /** Machine and final status of each execution. */
  readonly ends: readonly string[];
  readonly hits: Readonly<Partial<Record<FaultKind, number>>>;
  /** Situations of auditions and aliases, each with the number of times that it occurred. */
  readonly situations: ReadonlyMap<Situation | AliasSituation | ChoiceSituation, number>;
  readonly violations: readonly string[];
  /** Outages, switches and keys, with the seconds of their beginning and end. */
  readonly stretches: readonly string[];
  /** Hash of everything that happened. Every run of the seed has the same. */
  readonly trace: string;
}

/** One round: orphans are deleted an hour after they are seen first, deleted voices are purged after half an hour. */
export const roundMilliseconds = 62 * 60_000;
const minRounds = 2;
const maxRounds = 24;

/** Runs the schedule of a seed: an hour and a half of faults, then rounds without faults until no invariant is violated. */
export async function runSchedule(seed: number): Promise<ScheduleResult> {
  const account = new SimulatedAccount(seed);
  return account.simulate(() => run(account));
}

async function run(account: SimulatedAccount): Promise<ScheduleResult> {
  const { time, faults, engine, watch } = account;
  await populate(account);
  await faults.without(async () => {
    void account.functions.invoke('reconcile-list', account.list);
    await time.pass(time.now() + calmMilliseconds);
  });
  const before = account.provider.voices.length;
  const callers = callersOf(account);
  const auditionCallers = auditionCallersOf(account);
  const aliasCallers = aliasCallersOf(account);
  const operator = new Operator(account);
  const lives = Promise.all(
    [...callers, ...auditionCallers, ...aliasCallers, new Importer(account), operator].map((actor) =>
      actor.live(),
    ),
  );
  keepSchedule(account, 900_000, 1_800_000, () => void account.reconcile());
  keepSchedule(account, 1_800_000, 1_800_000, () => account.purge());
  await time.pass(time.now() + faultMilliseconds);

  faults.end();
  let violations: readonly string[] = [];
  for (let round = 1; round <= maxRounds; round += 1) {
    for (const work of [() => account.reconcile(), () => account.purge(), () => operator.act()]) {
      void work();
      await time.pass(time.now() + roundMilliseconds / 3);
    }
    if (round < minRounds) continue;
    violations = violationsAtRest(account, callers, auditionCallers);
    if (violations.length === 0) break;
  }
  await lives;
  const rows = engine.all();
  const waiting = waitingOf(account);
  engine.close();
  const records = watch.records();
  return {
    voices: callers.length,
    statuses: records
      .filter(({ voiceId }) => callers.some((caller) => caller.voiceId === voiceId))
      .map(({ status }) => status),
    billed: account.provider.voices.slice(before).filter(({ name }) => name.startsWith('vd')).length,
    events: watch.events.length,
    states: rows.flatMap(({ counts }) => Object.values(counts)).reduce((sum, count) => sum + count, 0),
    waiting,
    longestHistory: Math.max(0, ...rows.map(({ historyEvents }) => historyEvents)),
    ends: rows.map(({ machine, status }) => `${machine} ${status}`),
    hits: faults.hits,
    situations: new Map<Situation | AliasSituation | ChoiceSituation, number>([
      ...watch.auditions.met,
      ...watch.aliases.met,
      ...watch.choices.met,
    ]),
    violations: [...watch.violations, ...violations],
    stretches: account.describeStretches(),
    trace: account.trace.digest(),
  };
}

function waitingOf({ engine, sweeps, watch, provider }: SimulatedAccount): Record<string, number> {
  const parkings = engine.all().map(({ counts }) => counts['StateEntered Park'] ?? 0);
  return {
    parked: parkings.reduce((sum, count) => sum + count, 0),
    woken: engine.wakes,
    'runs of the sweep': sweeps.runs,
    'lists read': provider.calls.filter(({ action }) => action === 'list').length,
    'deleted while parked': watch.deletedWhileParked,
  };
}

/** Returns one to three callers, and one more while the key of another account is in force. */
function callersOf(account: SimulatedAccount): Caller[] {
  const count = account.random.pick([1, 1, 1, 2, 2, 3]);
  const callers = Array.from({ length: count }, (_, index) => new Caller(account, `key-${index}`));
  const underSecondAccount = account.momentOfSecondAccount();
  if (underSecondAccount === null) return callers;
  return [...callers, new Caller(account, `key-${count}`, underSecondAccount)];
}

/** Returns one caller of an audition in about half of the schedules, and rarely two. */
function auditionCallersOf(account: SimulatedAccount): AuditionCaller[] {
  const count = account.random.pick([0, 0, 0, 1, 1, 1, 2]);
  return Array.from({ length: count }, (_, index) => new AuditionCaller(account, `audition-${index}`));
}

/** Returns one or two callers of aliases in about half of the schedules. */
function aliasCallersOf(account: SimulatedAccount): AliasCaller[] {
  const count = account.random.pick([0, 0, 1, 1, 2]);
  return ['narrator', 'reader'].slice(0, count).map((alias) => new AliasCaller(account, alias));
}

/** Adds foreign voices, and mostly one of this deployment: without it, no absence can be proved. */
export async function populate(simulated: SimulatedAccount): Promise<void> {
  const { provider, random, family } = simulated;
  const targetModel = targetModels[family];
  for (const account of accounts) {
    for (let count = random.integer(4); count > 0; count -= 1) {
      const workspace = random.pick<Workspace>(['default', 'side']);
      provider.make({ account, workspace, family, name: `zz${random.hex(8)}`, targetModel });
    }
  }
  if (random.chance(0.15)) return;
  await addVoice(simulated);
}

/** Adds a voice of this deployment, with its record. */
export async function addVoice({
  provider,
  random,
  table,
  time,
  family,
  newVoiceId,
}: SimulatedAccount): Promise<void> {
  const targetModel = targetModels[family];
  const voiceId = newVoiceId(time.date());
  const token = newNameToken(random.integer);
  const name = providerName('vd', token, 1);
  const { providerVoiceId } = provider.make({
    account: 'first',
    workspace: random.pick(['default', 'side']),
    family,
    name,
    targetModel,
  });
  const made = { name, state: 'MADE', releases: 0, claimId: 'c', claimedAt: time.date().toISOString() };
  const record = {
    ...readyVoice(),
    voiceId,
    family,
    targetModel,
    providerVoiceId,
    nameToken: token,
    attempts: { 1: made },
    sequence: 0,
    previewKey: undefined,
    preview: { missing: 'lost' },
  };
  const items = [
    record,
    { voiceId: `NAME#${token}`, owner: voiceId },
    { voiceId: `PROVIDER#${providerVoiceId}`, owner: voiceId },
  ];
  for (const item of items) {
    await table.call('PutItem', {
      TableName: table.name,
      Item: marshall(item, { removeUndefinedValues: true }),
    });
  }
}

export function keepSchedule(
  { time, faults }: SimulatedAccount,
  first: number,
  every: number,
  fire: () => void,
): void {
  const at = (milliseconds: number) =>
    time.after(milliseconds, () => {
      if (faults.areOver) return;
      if (!faults.strikes('schedule: does not fire')) fire();
      if (faults.strikes('schedule: fires twice')) fire();
      at(every);
    });
  at(first);
}
