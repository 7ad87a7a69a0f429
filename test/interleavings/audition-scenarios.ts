import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { recoverAliases } from '../../lambdas/recover-voices/recover-aliases.ts';
import { recoverAuditions } from '../../lambdas/recover-voices/recover-auditions.ts';
import { advanceAudition } from '../../lambdas/shared/actions/advance-audition.ts';
import { cancelAudition } from '../../lambdas/shared/actions/cancel-audition.ts';
import { chooseCandidate } from '../../lambdas/shared/actions/choose-candidate.ts';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import { pointAlias } from '../../lambdas/shared/actions/point-alias.ts';
import { setAlias } from '../../lambdas/shared/actions/set-alias.ts';
import { auditionItems } from '../../lambdas/shared/contract.ts';
import { DynamoAliasStore } from '../../lambdas/shared/stores/aliases.ts';
import { DynamoAuditionIndex } from '../../lambdas/shared/stores/audition-lists.ts';
import { auditionKey, DynamoAuditionStore, parseAudition } from '../../lambdas/shared/stores/auditions.ts';
import { DynamoCandidateStore } from '../../lambdas/shared/stores/candidates.ts';
import { DynamoHoldStore } from '../../lambdas/shared/stores/holds.ts';
import { marshalled } from '../../lambdas/shared/stores/items.ts';
import { DynamoVoiceStore } from '../../lambdas/shared/stores/voices.ts';
import { DynamoVoicesByStatus } from '../../lambdas/shared/stores/voices-by-status.ts';
import { type AliasRecord, aliasRecord, hasWork } from '../../lambdas/shared/voice/alias.ts';
import { aliveStatuses } from '../../lambdas/shared/voice/alive.ts';
import type { AuditionRecord } from '../../lambdas/shared/voice/audition-record.ts';
import { isClosed } from '../../lambdas/shared/voice/audition-rules.ts';
import { holdOf } from '../../lambdas/shared/voice/holds.ts';
import { type VoiceRecord, voiceRecord } from '../../lambdas/shared/voice/record.ts';
import { deployedStack } from '../harness/deployed-stack.ts';
import { memoryDynamo } from '../simulation/table/memory-dynamo.ts';
import { MemoryTable } from '../simulation/table/memory-table.ts';
import { openAudition } from '../support/auditions.ts';
import { workflowSettings } from '../support/deployments.ts';
import { discardingLog } from '../support/discarding-log.ts';
import { instant, readyVoice } from '../support/voices.ts';
import type { Actor, Exploration } from './explore.ts';

const { table: resource } = deployedStack(workflowSettings);
const [auditionId, a, b, c] = ['0', 'A', 'B', 'C'].map((last) => `01K5ZJ0AAAAAAAAAAAAAAAAAA${last}`) as [
  string,
  string,
  string,
  string,
];
const alias = 'narrator';
const hour = 3_600_000;
const afterLapse = new Date(instant.getTime() + 73 * hour);

/** The bus is down for the actors, so that publishing adds no steps. @param name begins the ids of the actor's moves */
function dependencies(dynamo: DynamoDBClient, now = instant, isBusUp = false, name = 'move') {
  let moves = 0;
  return {
    newMoveId: () => `${name}.${moves++}`,
    graceSeconds: hour / 1_000,
    aliasGraceSeconds: hour / 1_000,
    voices: new DynamoVoiceStore(dynamo, resource.logicalId),
    aliases: new DynamoAliasStore(dynamo, resource.logicalId),
    holds: new DynamoHoldStore(dynamo, resource.logicalId, () => now),
    auditions: new DynamoAuditionStore(dynamo, resource.logicalId),
    candidates: new DynamoCandidateStore(dynamo, resource.logicalId),
    publisher: {
      publish: async () => {
        if (!isBusUp) throw new Error('the bus is down');
      },
    },
    loserGraceSeconds: 86_400,
    retentionSeconds: 31_536_000,
    now: () => now,
    log: discardingLog,
  };
}

const choice =
  (voiceId: string, parts: { alias?: string; name?: string } = {}): Actor =>
  (dynamo) =>
    chooseCandidate(
      { auditionId, voiceId, owner: 'ann', alias: parts.alias },
      dependencies(dynamo, instant, false, parts.name ?? voiceId),
    );
/** A person who points the alias at a voice that is no candidate. */
const move: Actor = (dynamo) =>
  setAlias({ alias, voiceId: c, owner: 'bob' }, dependencies(dynamo, instant, false, 'bob'));
/** The part of a recovery that finishes an interrupted choice. */
const finishing: Actor = async (dynamo) => {
  const audition = await new DynamoAuditionStore(dynamo, resource.logicalId).read(auditionId);
  if (audition) await pointAlias(audition, dependencies(dynamo, instant, false, 'recovery'));
};
const lapse: Actor = (dynamo) => advanceAudition(auditionId, dependencies(dynamo, afterLapse));
const cancel: Actor = (dynamo) => cancelAudition(auditionId, dependencies(dynamo));
const deletion =
  (voiceId: string): Actor =>
  (dynamo) =>
    deleteVoice(
      { voiceId, owner: 'ann' },
      { ...dependencies(dynamo), parkedVoices: { requestWake: async () => undefined } },
    );

async function put(table: MemoryTable, item: object): Promise<void> {
  await table.call('PutItem', { TableName: table.name, Item: marshalled({ ...item }) });
}

/** Returns a table with an audition and its two candidates. */
async function tableWith(
  parts: Partial<AuditionRecord>,
  first: object = {},
  second: object = {},
): Promise<MemoryTable> {
  const table = new MemoryTable(resource);
  const dynamo = memoryDynamo((name, input) => table.call(name, input));
  const candidates = [a, b].map((voiceId) => ({ voiceId, status: 'OK' as const }));
  await new DynamoAuditionStore(dynamo, table.name).put(openAudition({ auditionId, candidates, ...parts }));
  await put(table, { ...readyVoice(), voiceId: a, auditionId, ...first });
  await put(table, { ...readyVoice(), voiceId: b, auditionId, ...second });
  await put(table, { ...readyVoice(), voiceId: c });
  return table;
}

interface Contents {
  readonly audition: AuditionRecord;
  readonly alias: AliasRecord | undefined;
  readonly voices: readonly VoiceRecord[];
}

function contentsOf(table: MemoryTable): Contents {
  const items = table.items().map((item) => unmarshall(Object(item)));
  const audition = items.find(({ voiceId }) => voiceId === auditionKey(auditionId));
  return {
    audition: parseAudition(audition ?? {}),
    alias: items.flatMap((item) => aliasRecord.safeParse(item).data ?? [])[0],
    voices: items.flatMap((item) => voiceRecord.safeParse(item).data ?? []),
  };
}

/** Returns a copy of a table. */
function copyOf(table: MemoryTable): MemoryTable {
  const copy = new MemoryTable(resource);
  for (const Item of table.items()) void copy.call('PutItem', { TableName: copy.name, Item: Object(Item) });
  return copy;
}

/** Throws if the chosen voice has no mark, or its audition has deleted it. A caller may have deleted it. */
function checkChosen({ audition, voices }: Contents): void {
  const chosen = voices.find(({ voiceId }) => voiceId === audition.chosen);
  if (!chosen) return;
  if (!chosen.keptBy) throw new Error(`${chosen.voiceId} is chosen and has no mark`);
  if (chosen.deletedBecause) throw new Error(`${chosen.voiceId} is chosen, and its audition deleted it`);
}

/** Throws if the alias does not hold its voice. */
function checkAlias({ alias: record, voices }: Contents): void {
  const target = record?.target;
  if (!target) return;
  const voice = voices.find(({ voiceId }) => voiceId === target.voiceId);
  if (!voice?.holds?.has(holdOf(alias, target.moveId))) throw new Error(`${target.voiceId} is not held`);
  if (voice.status !== 'OK') throw new Error(`${alias} points at ${voice.voiceId}, which is ${voice.status}`);
}

/** Recovers auditions and aliases once. */
async function recover(dynamo: DynamoDBClient, now: Date, name: string): Promise<void> {
  const recovering = {
    ...dependencies(dynamo, now, true, name),
    executions: { start: async () => undefined },
    auditionIndex: new DynamoAuditionIndex(dynamo, resource.logicalId),
    voicesByStatus: new DynamoVoicesByStatus(dynamo, resource.logicalId),
    pendingSeconds: 300,
  };
  await recoverAuditions(false, recovering);
  await recoverAliases(false, recovering);
}

/** Runs recovery after a crash of every actor, until nothing is left to do, and checks what is left. */
async function checkAfterRecovery(table: MemoryTable): Promise<Contents> {
  const after = copyOf(table);
  const dynamo = memoryDynamo((name, input) => after.call(name, input));
  for (let run = 1; run <= 4; run += 1) {
    await recover(dynamo, new Date(afterLapse.getTime() + run * hour), `recovery.${run}`);
  }
  const contents = contentsOf(after);
  checkChosen(contents);
  checkAlias(contents);
  const { audition, voices } = contents;
  const pointsAt = contents.alias?.target?.voiceId;
  const isUsable = voices.some(({ voiceId, status }) => voiceId === audition.chosen && status === 'OK');
  if (isUsable && audition.alias && ![audition.chosen, c].includes(pointsAt ?? ''))
    throw new Error(`${audition.alias} points at ${pointsAt}, and ${audition.chosen} is chosen`);
  if (contents.alias && hasWork(contents.alias)) throw new Error(`${alias} has unfinished work`);
  if (!isClosed(audition.status)) throw new Error(`the audition rests as ${audition.status}`);
  for (const { voiceId, status, keptBy } of voices) {
    if (voiceId === audition.chosen || voiceId === c) continue;
    if (keptBy) throw new Error(`${voiceId} has a stale mark`);
    if (status !== 'DELETED' && aliveStatuses.some((alive) => alive === status))
      throw new Error(`${voiceId} rests as ${status}, ${audition.status}`);
  }
  const item = Object(after.item({ voiceId: { S: auditionKey(auditionId) } }));
  if (item.announcing?.S !== auditionItems.done || Object.keys(audition.pendingEvents).length > 0)
    throw new Error('the audition has unfinished work');
  return contents;
}

const kept = (version: number) => ({ keptBy: { auditionId, version } });
const time = instant.toISOString();
const loser = {
  status: 'DELETED',
  statusBeforeDelete: 'OK',
  deletedBecause: 'not_chosen',
  deletedAt: time,
  purgeAt: time,
};
const ready = () => tableWith({ status: 'READY' });
/** The first candidate is chosen, and the second was deleted. */
const decided = () => tableWith({ status: 'DECIDED', chosen: a, version: 2 }, kept(2), loser);
/** The request of the audition names an alias. */
const named = () => tableWith({ status: 'READY', alias });
/** The first candidate was chosen, and the choice ended before it pointed the alias at it. */
const interrupted = () =>
  tableWith(
    {
      status: 'DECIDED',
      chosen: a,
      alias,
      version: 2,
      pointing: { version: 2, fromVersion: 0, by: 'ann' },
    },
    kept(2),
    loser,
  );
/** The first candidate is chosen, and the alias points at it. */
const pointed = async () => {
  const table = await tableWith({ status: 'DECIDED', chosen: a, alias, version: 2 }, kept(2), loser);
  const dynamo = memoryDynamo((name, input) => table.call(name, input));
  await setAlias({ alias, voiceId: a, owner: 'ann' }, dependencies(dynamo, instant, true, 'first'));
  return table;
};
/** The audition has lapsed, and its candidates are not deleted yet. */
const lapsing = () => tableWith({ status: 'LAPSED', version: 2 });

export interface Scenario {
  readonly begin: () => Promise<MemoryTable>;
  /** The processes that run at once. */
  readonly actors: readonly Actor[];
  /** A further check of every content of the table, and of what recovery makes of it. */
  readonly check?: (contents: Contents) => void;
}

/** Throws if an interrupted choice that was finished later has undone the move of a person. */
function checkMove({ alias: record }: Contents): void {
  const moves = record?.history.map(({ moveId }) => moveId) ?? [];
  if (moves.findIndex((moveId) => moveId.startsWith('bob')) > 0) throw new Error(`${moves} undoes a move`);
}

/** Scenarios with a few hundred states, which every test run explores. */
const small: Readonly<Record<string, Scenario>> = {
  'a choice and a deletion of its voice': { begin: ready, actors: [choice(a), deletion(a)] },
  'a late choice and a lapse that still deletes': { begin: lapsing, actors: [choice(a), lapse] },
  'another choice and a deletion of the former': { begin: decided, actors: [choice(b), deletion(a)] },
};

/** Scenarios with one or two thousand states, which take some seconds together. */
const medium: Readonly<Record<string, Scenario>> = {
  'the same choice twice': { begin: ready, actors: [choice(a), choice(a)] },
  'a choice and a cancel': { begin: ready, actors: [choice(a), cancel] },
  'another choice and the same one again': { begin: decided, actors: [choice(b), choice(a)] },
  'a recovery of an interrupted choice and a move by a person': {
    begin: interrupted,
    actors: [finishing, move],
    check: checkMove,
  },
};

/** Scenarios with several thousand states, which take minutes. */
const large: Readonly<Record<string, Scenario>> = {
  'two choices': { begin: ready, actors: [choice(a), choice(b)] },
  'a choice and a lapse': { begin: ready, actors: [choice(a), lapse] },
  'another choice, twice': { begin: decided, actors: [choice(b), choice(b)] },
  'a choice with an alias and a move by a person': { begin: named, actors: [choice(a), move] },
  'a choice with an alias and a deletion of its voice': { begin: named, actors: [choice(a), deletion(a)] },
  'a recovery of an interrupted choice and another choice': {
    begin: interrupted,
    actors: [finishing, choice(b)],
  },
  'another choice that takes the alias along and a move by a person': {
    begin: pointed,
    actors: [choice(b), move],
  },
};

export const auditionScenarios = { small, medium, large };

const irrelevant = new Set([
  'candidates',
  'choicesBegun',
  'pendingEvents',
  'updatedAt',
  'deletedAt',
  'purgeAt',
]);

/** Returns what an explorer needs for the processes of a scenario. */
export async function explorationOf({ begin, actors, check: further }: Scenario): Promise<Exploration> {
  const first = await begin();
  const check = async (table: MemoryTable): Promise<void> => {
    const contents = contentsOf(table);
    for (const each of [checkChosen, checkAlias, further]) each?.(contents);
    further?.(await checkAfterRecovery(table));
  };
  return { start: () => copyOf(first), actors, irrelevant, check };
}
