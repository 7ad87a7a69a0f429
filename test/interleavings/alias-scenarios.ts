import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type AdvanceAliasDependencies, advanceAlias } from '../../lambdas/shared/actions/advance-alias.ts';
import { deleteAlias } from '../../lambdas/shared/actions/delete-alias.ts';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import { releaseUnusedHolds } from '../../lambdas/shared/actions/release-unused-holds.ts';
import { setAlias } from '../../lambdas/shared/actions/set-alias.ts';
import { DynamoAliasStore } from '../../lambdas/shared/stores/aliases.ts';
import { DynamoAuditionStore } from '../../lambdas/shared/stores/auditions.ts';
import { DynamoCandidateStore } from '../../lambdas/shared/stores/candidates.ts';
import { DynamoHoldStore } from '../../lambdas/shared/stores/holds.ts';
import { marshalled } from '../../lambdas/shared/stores/items.ts';
import { DynamoPurgeClaims } from '../../lambdas/shared/stores/purges.ts';
import { DynamoVoiceStore } from '../../lambdas/shared/stores/voices.ts';
import { type AliasRecord, aliasRecord } from '../../lambdas/shared/voice/alias.ts';
import { holdOf } from '../../lambdas/shared/voice/holds.ts';
import { type VoiceRecord, voiceRecord } from '../../lambdas/shared/voice/record.ts';
import { deployedStack } from '../harness/deployed-stack.ts';
import { memoryDynamo } from '../simulation/table/memory-dynamo.ts';
import { MemoryTable } from '../simulation/table/memory-table.ts';
import { workflowSettings } from '../support/deployments.ts';
import { discardingLog } from '../support/discarding-log.ts';
import type { Actor } from '../support/interleavings.ts';
import { instant, readyVoice } from '../support/voices.ts';

const { table: resource } = deployedStack(workflowSettings);
const alias = 'narrator';
const owner = 'ann';
const [a, b, c] = ['A', 'B', 'C'].map((letter) => `01K5ZJ0AAAAAAAAAAAAAAAAAA${letter}`) as [
  string,
  string,
  string,
];
const longAfter = new Date(instant.getTime() + 3_600_000);

function dependencies(dynamo: DynamoDBClient, name: string, now = instant): AdvanceAliasDependencies {
  let moves = 0;
  return {
    aliases: new DynamoAliasStore(dynamo, resource.logicalId),
    holds: new DynamoHoldStore(dynamo, resource.logicalId, () => now),
    voices: new DynamoVoiceStore(dynamo, resource.logicalId),
    auditions: new DynamoAuditionStore(dynamo, resource.logicalId),
    candidates: new DynamoCandidateStore(dynamo, resource.logicalId),
    loserGraceSeconds: 3_600,
    retentionSeconds: 86_400,
    publisher: { publish: async () => undefined },
    newMoveId: () => `${name}.${moves++}`,
    executions: { start: async () => undefined },
    graceSeconds: 3_600,
    aliasGraceSeconds: 7_200,
    now: () => now,
    log: discardingLog,
  };
}

const moveTo =
  (voiceId: string): Actor =>
  (dynamo, index) =>
    setAlias({ alias, voiceId, owner }, dependencies(dynamo, `m${index}`));
const deletion: Actor = (dynamo, index) => deleteAlias({ alias, owner }, dependencies(dynamo, `d${index}`));
const deletionOf =
  (voiceId: string): Actor =>
  (dynamo, index) =>
    deleteVoice(
      { voiceId, owner },
      { ...dependencies(dynamo, `v${index}`), parkedVoices: { requestWake: async () => undefined } },
    );
/** A recovery that runs while every other actor may be slow or dead, or may continue. */
const recovery: Actor = (dynamo, index) => advanceAlias(alias, dependencies(dynamo, `r${index}`, longAfter));
const purgeOf =
  (voiceId: string): Actor =>
  async (dynamo) => {
    const record = await new DynamoVoiceStore(dynamo, resource.logicalId).read(voiceId);
    if (!record) return;
    const claim = { id: 'purge', until: longAfter.toISOString() };
    await new DynamoPurgeClaims(dynamo, resource.logicalId).claim(record, claim, 'named', longAfter);
  };

async function put(table: MemoryTable, item: object): Promise<void> {
  await table.call('PutItem', { TableName: table.name, Item: marshalled({ ...item }) });
}

/** Returns a table with three voices and an alias that points at the first. */
async function begin(statuses: Partial<Record<string, object>> = {}): Promise<MemoryTable> {
  const table = new MemoryTable(resource);
  for (const voiceId of [a, b, c]) await put(table, { ...readyVoice(), voiceId });
  const dynamo = memoryDynamo((name, input) => table.call(name, input));
  await setAlias({ alias, voiceId: a, owner }, dependencies(dynamo, 'm'));
  for (const [voiceId, parts] of Object.entries(statuses)) {
    const record = await new DynamoVoiceStore(dynamo, table.name).read(voiceId);
    await put(table, { ...record, ...parts });
  }
  return table;
}

function copyOf(table: MemoryTable): Promise<MemoryTable> {
  const copy = new MemoryTable(resource);
  const puts = table.items().map((Item) => copy.call('PutItem', { TableName: copy.name, Item }));
  return Promise.all(puts).then(() => copy);
}

/** Numbers, times and events of an alias do not change its moves, unless a caller names a version. */
function relevantPart(stored: unknown): unknown {
  if (stored === null) return null;
  const { target, moving, releasing, discarding, history, status, holds, purgeClaim, voiceId } = unmarshall(
    Object(stored),
  );
  if (moving === undefined) return [voiceId, status, [...(holds ?? [])].sort(), purgeClaim?.id];
  const moves = aliasRecord.shape.history.parse(history).map(({ moveId }) => moveId);
  return [target?.voiceId, target?.moveId, moving, releasing, discarding, moves.sort()];
}

/** A write that depends on a stale alias fails, apart from the holds to release. */
function partOfStale(stored: unknown): unknown {
  return stored === null ? null : unmarshall(Object(stored)).releasing;
}

interface Contents {
  readonly record: AliasRecord | null;
  readonly voices: readonly VoiceRecord[];
}

async function contents(table: MemoryTable): Promise<Contents> {
  const dynamo = memoryDynamo((name, input) => table.call(name, input));
  const items = table.items().map((item) => unmarshall(Object(item)));
  return {
    record: await new DynamoAliasStore(dynamo, resource.logicalId).read(alias),
    voices: items.flatMap((item) => voiceRecord.safeParse(item).data ?? []),
  };
}

/** Returns a description of a live alias whose voice is not held, deleted, or claimed by a purge. */
function violation({ record, voices }: Contents): string | null {
  const target = record?.target;
  if (!target) return null;
  const voice = voices.find(({ voiceId }) => voiceId === target.voiceId);
  const isHeld = voice?.holds?.has(holdOf(alias, target.moveId)) === true;
  const isKept = voice?.status === 'OK' || voice?.status === 'EXPIRED';
  return isHeld && isKept && !voice.purgeClaim ? null : `${JSON.stringify(target)} ${JSON.stringify(voice)}`;
}

/**
 * Checks the invariant now, and that a recovery after a crash of every actor leaves the hold of the target alone. A recovery
 * that overtakes a slow process can leave another one, which the deletion of the voice releases.
 */
async function check(table: MemoryTable, path: readonly number[]): Promise<void> {
  const found = violation(await contents(table));
  if (found) throw new Error(`after ${path.join()}: ${found}`);
  const after = await copyOf(table);
  const dynamo = memoryDynamo((name, input) => after.call(name, input));
  const recovering = dependencies(dynamo, 'recovery', longAfter);
  await advanceAlias(alias, recovering);
  for (const voice of (await contents(after)).voices) await releaseUnusedHolds(voice, recovering);
  const { record, voices } = await contents(after);
  const holds = voices.flatMap(({ voiceId, holds = [] }) => [...holds].map((hold) => [voiceId, hold]));
  const target = record?.target;
  const expected = target ? [[target.voiceId, holdOf(alias, target.moveId)]] : [];
  if (JSON.stringify(holds) !== JSON.stringify(expected)) {
    throw new Error(`after ${path.join()} and a recovery: ${JSON.stringify({ holds, expected })}`);
  }
}

const expired = { status: 'EXPIRED', purgeAt: instant.toISOString() };
const deleted = {
  status: 'DELETED',
  statusBeforeDelete: 'OK',
  deletedAt: instant.toISOString(),
  purgeAt: instant.toISOString(),
};

export interface Case {
  readonly actors: readonly Actor[];
  /** Changed parts of voices before the first step. */
  readonly voices?: Readonly<Record<string, object>>;
}

/** Returns what an explorer needs for the processes of a case. */
export async function interleavingsOf({ actors, voices }: Case) {
  const first = await begin(voices);
  return { start: () => copyOf(first), actors, relevantPart, partOfStale, check };
}

/** Two processes at once, of which every test run explores all interleavings. */
export const pairs: readonly (readonly [string, Case])[] = [
  ['two moves to different voices', { actors: [moveTo(b), moveTo(c)] }],
  ['a move and a deletion of the alias', { actors: [moveTo(b), deletion] }],
  ['a move and a deletion of its voice', { actors: [moveTo(b), deletionOf(b)] }],
  ['a move and a deletion of the former voice', { actors: [moveTo(b), deletionOf(a)] }],
  ['a move to a deleted voice and its purge', { actors: [moveTo(b), purgeOf(b)], voices: { [b]: deleted } }],
];

/** Three processes at once, explored whole by `npm run interleavings`. A test run samples them. */
export const triples: readonly (readonly [string, Case])[] = [
  ['two moves and a deletion of a voice', { actors: [moveTo(b), moveTo(c), deletionOf(b)] }],
];

/** Processes with too many interleavings to explore them all. Every test run samples them. */
export const crowds: readonly (readonly [string, Case])[] = [
  ['two moves and a deletion of the alias', { actors: [moveTo(b), moveTo(c), deletion] }],
  ['two moves to the same voice and its deletion', { actors: [moveTo(b), moveTo(b), deletionOf(b)] }],
  ['a move there, a move back and a deletion', { actors: [moveTo(b), moveTo(a), deletionOf(a)] }],
  [
    'a move, a recovery and a purge of the expired former voice',
    { actors: [moveTo(b), recovery, purgeOf(a)], voices: { [a]: expired } },
  ],
  [
    'three moves, a recovery and deletions',
    { actors: [moveTo(b), moveTo(c), moveTo(b), recovery, deletion, deletionOf(b)] },
  ],
];
