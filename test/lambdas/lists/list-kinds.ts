import { z } from 'zod';
import { makeHandler as listAliases } from '../../../lambdas/list-aliases/handler.ts';
import { makeHandler as listAuditions } from '../../../lambdas/list-auditions/handler.ts';
import { makeHandler as listVoices } from '../../../lambdas/list-voices/handler.ts';
import { applyTransition } from '../../../lambdas/shared/actions/apply-transition.ts';
import { auditionStatuses } from '../../../lambdas/shared/contract.ts';
import { DynamoAliasStore } from '../../../lambdas/shared/stores/aliases.ts';
import { DynamoAuditionIndex } from '../../../lambdas/shared/stores/audition-lists.ts';
import { DynamoAuditionStore } from '../../../lambdas/shared/stores/auditions.ts';
import { DynamoChangeIndex } from '../../../lambdas/shared/stores/changes.ts';
import { DynamoReconciliationStore } from '../../../lambdas/shared/stores/reconciliation.ts';
import { DynamoVoiceIndex } from '../../../lambdas/shared/stores/voice-lists.ts';
import { DynamoVoiceStore } from '../../../lambdas/shared/stores/voices.ts';
import { type AliasRecord, isLive, newAlias } from '../../../lambdas/shared/voice/alias.ts';
import {
  beginMove,
  commitMove,
  deleteTarget,
  withoutWork,
} from '../../../lambdas/shared/voice/alias-changes.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { monthOf } from '../../../lambdas/shared/voice/record.ts';
import { openAudition } from '../../support/auditions.ts';
import { inheritedNames } from '../../support/awkward-text.ts';
import { discardingLog } from '../../support/discarding-log.ts';
import { instant, requestedVoice, voiceId } from '../../support/voices.ts';
import type { ListFilter, ListKind } from './list-table.ts';

const dayMs = 86_400_000;
const pageEnd = { cursor: z.string().nullable(), asOf: z.string() };

/** Returns the time of creation of an item at a place. The places of a test are spread over months. */
const createdAtPlace = (place: number) => new Date(instant.getTime() - (place + 10) * dayMs);

/** The filter by a label, whose keys and values can be any text. */
const labelFilters: readonly ListFilter[] = [
  { query: { label: 'team:b' }, selected: { labels: { team: 'b', other: 'x' } } },
  { query: { label: 'team:a:b' }, selected: { labels: { team: 'a:b' } } },
  ...inheritedNames.map((key) => ({ query: { label: `${key}:x` }, selected: { labels: { [key]: 'x' } } })),
];
const createdByFilter: ListFilter = {
  query: { createdBy: 'event:orders' },
  selected: { createdBy: 'event:orders' },
};

const voicePage = z
  .object({ voices: z.array(z.object({ voiceId: z.string(), status: z.string() })), ...pageEnd })
  .transform(({ voices, ...page }) => ({
    ids: voices.map(({ voiceId }) => voiceId),
    states: new Map(voices.map(({ voiceId, status }) => [voiceId, status])),
    ...page,
  }));

const voices: ListKind = {
  name: 'voices',
  path: '/voices',
  filters: [
    { query: { family: 'qwen' }, selected: { family: 'qwen' } },
    { query: { scope: 'international' }, selected: { scope: 'international' } },
    { query: { targetModel: 'cosyvoice-v3.5-flash' }, selected: { targetModel: 'cosyvoice-v3.5-flash' } },
    { query: { status: 'DELETED' }, selected: { status: 'DELETED' } },
    { query: { status: 'DELETED', family: 'qwen' }, selected: { status: 'DELETED', family: 'qwen' } },
    {
      query: { createdBy: 'ben', label: 'team:b', scope: 'international' },
      selected: { createdBy: 'ben', labels: { team: 'b' }, scope: 'international' },
    },
    createdByFilter,
    ...labelFilters,
  ],
  handler: ({ dynamo, name, now }, key) =>
    listVoices(
      () => ({
        index: new DynamoVoiceIndex(dynamo, name),
        changes: new DynamoChangeIndex(dynamo, name),
        voices: new DynamoVoiceStore(dynamo, name),
        cursorKey: async () => key,
        now: () => now,
      }),
      discardingLog,
    ),
  parse: (body) => voicePage.parse(body),
  async create(table, place, { status, ...parts } = {}) {
    const createdAt = createdAtPlace(place);
    const id = newVoiceId(createdAt);
    const times = {
      createdAt: createdAt.toISOString(),
      createdMonth: monthOf(createdAt),
      updatedAt: table.now.toISOString(),
    };
    const record = requestedVoice({ ...parts, ...times, voiceId: id });
    await new DynamoVoiceStore(table.dynamo, table.name).put(record);
    if (status === 'DELETED') await this.toggle(table, id, table.now);
    return id;
  },
  async toggle({ dynamo, name }, id, at) {
    const store = new DynamoVoiceStore(dynamo, name);
    const record = await store.read(id);
    if (!record) return;
    const transition = record.status === 'DELETED' ? 'restoredRequest' : 'deletedUnclaimed';
    const change = { now: at, purgeAt: at, statusBeforeDelete: record.status };
    const publisher = { publish: async () => undefined };
    await applyTransition(record, transition, change, { voices: store, publisher, log: discardingLog });
  },
  async finish({ dynamo, name }, id) {
    const record = await new DynamoVoiceStore(dynamo, name).read(id);
    if (record) await new DynamoReconciliationStore(dynamo, name).recordAnnounced(record);
  },
  async state({ dynamo, name }, id) {
    return (await new DynamoVoiceStore(dynamo, name).read(id))?.status;
  },
};

const auditionPage = z
  .object({ auditions: z.array(z.object({ auditionId: z.string(), status: z.string() })), ...pageEnd })
  .transform(({ auditions, ...page }) => ({
    ids: auditions.map(({ auditionId }) => auditionId),
    states: new Map(auditions.map(({ auditionId, status }) => [auditionId, status])),
    ...page,
  }));

const auditions: ListKind = {
  name: 'auditions',
  path: '/auditions',
  filters: [
    { query: { status: 'READY' }, selected: { status: 'READY' } },
    { query: { status: 'READY', createdBy: 'ben' }, selected: { status: 'READY', createdBy: 'ben' } },
    {
      query: { createdBy: 'ben', label: 'team:b' },
      selected: { createdBy: 'ben', labels: { team: 'b' } },
    },
    createdByFilter,
    ...labelFilters,
  ],
  handler: ({ dynamo, name, now }, key) =>
    listAuditions(
      () => ({
        index: new DynamoAuditionIndex(dynamo, name),
        changes: new DynamoChangeIndex(dynamo, name),
        auditions: new DynamoAuditionStore(dynamo, name),
        cursorKey: async () => key,
        now: () => now,
      }),
      discardingLog,
    ),
  parse: (body) => auditionPage.parse(body),
  async create({ dynamo, name, now }, place, { status, createdBy, labels = {} } = {}) {
    const createdAt = createdAtPlace(place);
    const auditionId = newVoiceId(createdAt);
    const audition = openAudition({
      auditionId,
      status: auditionStatuses.find((each) => each === status) ?? 'OPEN',
      createdAt: createdAt.toISOString(),
      updatedAt: now.toISOString(),
      ...(createdBy !== undefined && { createdBy }),
    });
    const brief = { ...audition.brief, labels };
    await new DynamoAuditionStore(dynamo, name).put({ ...audition, brief });
    return auditionId;
  },
  async toggle({ dynamo, name }, id, at) {
    const store = new DynamoAuditionStore(dynamo, name);
    const record = await store.read(id);
    if (!record) return;
    const status = record.status === 'READY' ? 'FAILED' : 'READY';
    const { chosen, candidates } = record;
    await store.change(record, { now: at, status, chosen, candidates, event: null });
  },
  async finish({ dynamo, name, now }, id) {
    const store = new DynamoAuditionStore(dynamo, name);
    const record = await store.read(id);
    if (record) await store.recordFinished(record, record.candidates, null, now);
  },
  async state({ dynamo, name }, id) {
    return (await new DynamoAuditionStore(dynamo, name).read(id))?.status;
  },
};

const versioned = z.object({ alias: z.string(), version: z.int() });
const aliasPage = z
  .object({ aliases: z.array(versioned), deleted: z.array(versioned), ...pageEnd })
  .transform(({ aliases, deleted, ...page }) => ({
    ids: aliases.map(({ alias }) => alias),
    states: new Map([
      ...aliases.map(({ alias, version }) => [alias, `live ${version}`] as const),
      ...deleted.map(({ alias, version }) => [alias, `deleted ${version}`] as const),
    ]),
    ...page,
  }));

const aliases: ListKind = {
  name: 'aliases',
  path: '/aliases',
  filters: [],
  handler: ({ dynamo, name, now }, key) =>
    listAliases(
      () => ({
        aliases: new DynamoAliasStore(dynamo, name),
        changes: new DynamoChangeIndex(dynamo, name),
        cursorKey: async () => key,
        now: () => now,
      }),
      discardingLog,
    ),
  parse: (body) => aliasPage.parse(body),
  async create({ dynamo, name, now }, place) {
    const alias = `alias-${String(place + 10).padStart(3, '0')}`;
    await new DynamoAliasStore(dynamo, name).write(moved(newAlias(alias, 'ann', now), now), null);
    return alias;
  },
  async toggle({ dynamo, name }, id, at) {
    const store = new DynamoAliasStore(dynamo, name);
    const record = await store.read(id);
    if (!record) return;
    const changed = isLive(record) ? deleteTarget(record, { by: 'ann', now: at }) : moved(record, at);
    await store.write(changed, record);
  },
  async finish({ dynamo, name }, id) {
    const store = new DynamoAliasStore(dynamo, name);
    const record = await store.read(id);
    if (!record) return;
    const { releasing, pendingEvents } = record;
    const work = { released: Object.keys(releasing), published: Object.keys(pendingEvents) };
    await store.write(withoutWork(record, work), record);
  },
  async state({ dynamo, name }, id) {
    const record = await new DynamoAliasStore(dynamo, name).read(id);
    return record ? `${isLive(record) ? 'live' : 'deleted'} ${record.version}` : undefined;
  },
};

/** Returns an alias that points at a voice. */
function moved(record: AliasRecord, now: Date): AliasRecord {
  const moveId = `move-${record.version + 1}`;
  const use = { model: 'cosyvoice-v3.5-plus', voice: 'voice-a', languages: null };
  const target = { voiceId, moveId, use, status: 'OK', briefHash: null } as const;
  const move = { by: 'ann', now, retireAt: null };
  return commitMove(beginMove(record, moveId, voiceId, now), target, move);
}

/** The lists of the API. */
export const listKinds: readonly ListKind[] = [voices, auditions, aliases];
