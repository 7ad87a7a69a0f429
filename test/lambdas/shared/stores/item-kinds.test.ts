import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AccountItem } from '../../../../cli/admin/account-item.ts';
import { SwitchItem } from '../../../../cli/admin/switch-item.ts';
import { KeyItems } from '../../../../cli/keys/key-items.ts';
import { makeKey } from '../../../../cli/keys/make-key.ts';
import {
  aliasItems,
  deploymentScopes,
  families,
  indexes,
  statuses,
} from '../../../../lambdas/shared/contract.ts';
import { SharedBudget, systemClock } from '../../../../lambdas/shared/dashscope/index.ts';
import { DynamoAccountStore } from '../../../../lambdas/shared/stores/accounts.ts';
import { DynamoAliasStore } from '../../../../lambdas/shared/stores/aliases.ts';
import { DynamoAuditionIndex } from '../../../../lambdas/shared/stores/audition-lists.ts';
import { DynamoBudgetStore } from '../../../../lambdas/shared/stores/budget.ts';
import { DynamoDueVoices } from '../../../../lambdas/shared/stores/due-voices.ts';
import { DynamoIdempotencyStore } from '../../../../lambdas/shared/stores/idempotency-keys.ts';
import { DynamoOrphanStore } from '../../../../lambdas/shared/stores/orphans.ts';
import { DynamoParkedVoices } from '../../../../lambdas/shared/stores/parked-voices.ts';
import { DynamoPlaceCounter } from '../../../../lambdas/shared/stores/places.ts';
import { DynamoScanStore } from '../../../../lambdas/shared/stores/scans.ts';
import { DynamoSweeps } from '../../../../lambdas/shared/stores/sweeps.ts';
import { DynamoVoiceIndex } from '../../../../lambdas/shared/stores/voice-lists.ts';
import { DynamoVoicesByStatus } from '../../../../lambdas/shared/stores/voices-by-status.ts';
import { aliasRecord, newAlias } from '../../../../lambdas/shared/voice/alias.ts';
import { beginMove, beginRemake, commitMove } from '../../../../lambdas/shared/voice/alias-changes.ts';
import { voiceRecord } from '../../../../lambdas/shared/voice/record.ts';
import { useOf } from '../../../../lambdas/shared/voice/view.ts';
import { openAudition } from '../../../support/auditions.ts';
import { parkedItem } from '../../../support/parked-items.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant, readyVoice, requestedVoice, voiceAt } from '../../../support/voices.ts';

const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const later = new Date(instant.getTime() + 60_000);

let stored: StoredVoices;
const voiceIds: string[] = [];

/** One voice in each status, and one item of every other kind, written by the code that writes it in production. */
beforeAll(async () => {
  stored = await StoredVoices.start();
  const { client, tableName } = stored;
  for (const status of statuses) {
    const { voiceId: _, ...record } = voiceAt(status, { purgeAt: instant.toISOString() });
    voiceIds.push(await stored.put({ providerVoiceId: undefined, ...record, announcing: status }));
  }
  const [voiceId = ''] = voiceIds;
  await stored.providerVoices.reserveToken('token', voiceId);
  await stored.providerVoices.assign('voice-a', voiceId);
  const pointer = { resourceId: voiceId, fingerprint: 'f', expiresAt: later };
  await new DynamoIdempotencyStore(client, tableName).record(
    { kind: 'voice', owner: 'ann', key: 'k' },
    pointer,
    instant,
  );
  const orphan = { ...list, providerVoiceId: 'voice-b', voiceId, attempt: '1' };
  const orphans = new DynamoOrphanStore(client, tableName);
  await orphans.recordSeen(orphan, instant);
  await orphans.recordDeleted(orphan, instant, later);
  const accounts = new DynamoAccountStore(client, tableName);
  await accounts.recordUse(list.scope, 'key-a', instant);
  await accounts.recordInForce(list.scope, 'key-b', instant);
  const scans = new DynamoScanStore(client, tableName);
  await scans.recordScan(list, { countedAt: instant, clean: true, keyId: 'key-a' });
  await scans.recordDoubt(list, true, instant);
  await scans.takeDeleteLease(list, { id: 'lease', until: later }, instant);
  const places = new DynamoPlaceCounter(client, tableName);
  await places.take(list);
  await places.startScan(list, 'scan');
  await places.endScan(list, 'scan', { used: 1, inFlight: 0, limit: 10, countedAt: instant });
  const budgetStore = new DynamoBudgetStore(client, tableName);
  const budget = new SharedBudget({ budgetStore, share: 1, clock: systemClock, random: () => 0.5 });
  await budget.pushBack(list, 'creates', null);
  await budget.pushBack(list, 'others', null);
  const aliases = new DynamoAliasStore(client, tableName);
  const narrator = newAlias('narrator', 'ann', instant);
  const request = { ...requestedVoice(), labels: { a: 'b' } };
  const audition = openAudition({
    brief: { ...openAudition().brief, labels: { project: 'book' } },
    alias: 'narrator',
    remakeOf: { alias: 'narrator', fromVersion: 1 },
  });
  const { auditionId } = audition;
  const choice = { auditionId, version: 2 };
  const use = useOf(readyVoice());
  const target = { voiceId, moveId: 'm', use, status: 'OK', briefHash: 'h', choice } as const;
  const begun = beginMove(narrator, 'm', voiceId, instant);
  const remake = { id: 'r', briefHash: 'h', fromVersion: 1, request, warnings: [], owner: 'ann' };
  const pendingAudition = { auditionId, voiceIds, keepUntil: later.toISOString() };
  const pending = { ...remake, voiceId: null, audition: pendingAudition };
  const moved = commitMove(begun, target, { by: 'ann', now: instant, retireAt: later });
  const remade = beginRemake(beginMove(moved, 'n', voiceId, instant), {
    ...pending,
    requestKey: 'k',
    managedBy: 'apply',
    at: instant.toISOString(),
  });
  const next = { ...target, moveId: 'n' };
  await aliases.write(remade, null);
  await aliases.write(
    commitMove({ ...remade, alias: 'reader' }, next, { by: 'ann', now: instant, retireAt: later }),
    null,
  );
  await aliases.write({ ...narrator, alias: 'gone', version: 2 }, null);
  const deployment = { stackId: null, output: () => tableName, clientConfig: () => stored.place };
  const operator = AccountItem.of({ name: 'test', outputs: {}, ...deployment }, 'international');
  await accounts.recordUse('international', 'key-a', instant);
  await accounts.recordInForce('international', 'key-b', instant);
  await operator.accept(instant);
  await operator.forget('key-a', instant);
  const switches = new SwitchItem({ name: 'test', outputs: {}, ...deployment });
  await switches.set('creates', true);
  await switches.set('deletes', true);
  await stored.auditions.put(audition);
  const event = { detailType: 'Audition Ready', detail: '{}' } as const;
  const pointing = { version: 2, fromVersion: 1, by: 'ann' };
  const change = {
    ...({ now: instant, status: 'READY', chosen: null, event } as const),
    candidates: audition.candidates,
    decision: { by: 'ann', alias: 'narrator', pointing },
  } as const;
  await stored.auditions.change(audition, change);
  await stored.auditions.recordComplete(audition.auditionId);
  const ended = openAudition();
  await stored.auditions.put(ended);
  await stored.auditions.recordFinished(ended, ended.candidates, later, instant);
  await stored.putItem(parkedItem({ voiceId, ...list }));
  await new DynamoParkedVoices(client, tableName).requestWake(voiceId);
  const sweep = { id: 'run', until: later };
  await new DynamoSweeps(client, tableName).take(list, sweep, instant);
  await new KeyItems(deployment).put(makeKey({ owner: 'ann', scopes: ['read'] }, instant).item);
});
afterAll(() => stored.stop());

async function all<Found>(found: AsyncIterable<Found>): Promise<Found[]> {
  const items: Found[] = [];
  for await (const each of found) items.push(each);
  return items;
}

async function items(): Promise<Record<string, unknown>[]> {
  const pages = await all(paginateScan({ client: stored.client }, { TableName: stored.tableName }));
  return pages.flatMap(({ Items = [] }) => Items.map((each) => unmarshall(each)));
}

function sources(folder: string): { readonly file: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}

/** Stored attributes by the prefix of an item's key. Items written before a deployment keep these names. */
const storedNames: Readonly<Record<string, readonly string[]>> = {
  'ACCOUNT#': [
    'current',
    'first',
    'inForce.at',
    'inForce.keyId',
    'keys.*.account',
    'keys.*.firstUsedAt',
    'keys.*.forgottenAt',
    'keys.*.leftAt',
    'waitingSince',
  ],
  'AUDITION#': [
    'alias',
    'announcing',
    'brief.family',
    'brief.labels.project',
    'brief.language',
    'brief.name',
    'brief.previewText',
    'brief.responseFormat',
    'brief.sampleRate',
    'brief.scope',
    'brief.targetModel',
    'brief.voicePrompt',
    'candidates',
    'choicesBegun',
    'chosen',
    'chosenAt',
    'chosenBy',
    'complete',
    'createdAt',
    'createdBy',
    'createdMonth',
    'expiresAtEpochSeconds',
    'keepUntil',
    'pendingEvents.1.detail',
    'pendingEvents.1.detailType',
    'pointing.by',
    'pointing.fromVersion',
    'pointing.version',
    'remakeOf.alias',
    'remakeOf.fromVersion',
    'requestKey',
    'sequence',
    'status',
    'updatedAt',
    'version',
    'warnings',
  ],
  'BUDGET#': [
    'countedAt',
    'creates',
    'createsHeldUntil',
    'createsHolds',
    'limit',
    'others',
    'othersHeldUntil',
    'othersHolds',
    'scanId',
    'sinceScan',
    'taken',
    'used',
  ],
  'IDEM#': ['expiresAtEpochSeconds', 'fingerprint', 'pointsAt'],
  'KEY#': ['createdAt', 'keyId', 'owner', 'scopes', 'status'],
  'NAME#': ['owner'],
  'ORPHAN#': [
    'attempt',
    'deletedAt',
    'expiresAtEpochSeconds',
    'family',
    'firstSeenAt',
    'lastSeenAt',
    'owner',
    'scope',
  ],
  'PROVIDER#': ['owner'],
  'SCAN#': ['countedAt', 'doubtedSince', 'epoch', 'keyId', 'lastCleanAt', 'leaseId', 'leaseUntil'],
  'SWEEP#': ['leaseId', 'leaseUntil'],
  SWITCHES: ['creates', 'deletes'],
  'WAIT#': [
    'evidence',
    'expiresAtEpochSeconds',
    'parkedAt',
    'providerVoiceId',
    'reviewStartedAt',
    'run',
    'status',
    'token',
    'wakeRequested',
    'wakes',
  ],
};

/** Stored attributes of an alias; `*` replaces the id of a move or the number of an event. */
const aliasNames: readonly string[] = [
  'alias',
  'cancelling',
  'createdAt',
  'discarding',
  'history.at',
  'history.by',
  'history.moveId',
  'history.version',
  'history.voiceId',
  'keyedRemakes.auditionId',
  'keyedRemakes.key',
  'keyedRemakes.voiceId',
  'managedBy',
  'managedBy: apply',
  'moving.*.at',
  'moving.*.voiceId',
  'pending',
  'pending.at',
  'pending.audition',
  'pending.audition.auditionId',
  'pending.audition.keepUntil',
  'pending.audition.voiceIds',
  'pending.briefHash',
  'pending.fromVersion',
  'pending.id',
  'pending.managedBy',
  'pending.managedBy: apply',
  'pending.owner',
  'pending.request.family: cosyvoice, qwen',
  'pending.request.labels.*',
  'pending.request.language',
  'pending.request.name',
  'pending.request.previewText',
  'pending.request.responseFormat',
  'pending.request.sampleRate',
  'pending.request.scope: international, mainland',
  'pending.request.targetModel',
  'pending.request.voicePrompt',
  'pending.requestKey',
  'pending.voiceId',
  'pending.warnings.code',
  'pending.warnings.message',
  'pendingEvents.*.detail',
  'pendingEvents.*.detailType: Alias Moved, Alias Remake Failed',
  'previous',
  'previous.keptUntil',
  'previous.voiceId',
  'releasing.*.retireAt',
  'releasing.*.voiceId',
  'revision',
  'sequence',
  'target',
  'target.briefHash',
  'target.choice.auditionId',
  'target.choice.version',
  'target.moveId',
  'target.status: CREATING, DELETED, DEPLOYING, EXPIRED, FAILED, OK, PURGED, REQUESTED, TIMED_OUT, UNDEPLOYED',
  'target.use.languages',
  'target.use.languages: de, en, es, fr, it, ja, ko, pt, ru, zh',
  'target.use.model',
  'target.use.voice',
  'target.voiceId',
  'updatedAt',
  'updatedBy',
  'version',
];

/** Stored attributes of a voice; `*` replaces a number, a label or a voice's position. */
const voiceNames: readonly string[] = [
  'attempts.*.absences',
  'attempts.*.adopted',
  'attempts.*.claimId',
  'attempts.*.claimedAt',
  'attempts.*.extraVoiceIds',
  'attempts.*.host',
  'attempts.*.keyId',
  'attempts.*.name',
  'attempts.*.providerSeconds',
  'attempts.*.releases',
  'attempts.*.requestId',
  'attempts.*.slotAt',
  'attempts.*.state: ABSENT, IN_FLIGHT, MADE, REFUSED, RESERVED, UNKNOWN',
  'attempts.*.usageCount',
  'auditionId',
  'briefHash',
  'createdAt',
  'createdBy',
  'createdMonth',
  'deleteRequested.at',
  'deleteRequested.by',
  'deleteRequested.purgeAt',
  'deletedAt',
  'deletedBecause: not_chosen',
  'expiresAtEpochSeconds',
  'family: cosyvoice, qwen',
  'holds',
  'keptBy.auditionId',
  'keptBy.version',
  'keyId',
  'labels.*',
  'language',
  'missingSince',
  'name',
  'nameToken',
  'origin: imported, requested',
  'pendingEvents.*.detail',
  'pendingEvents.*.detailType: Voice Created, Voice Deleted, Voice Expired, Voice Failed, Voice Purged, Voice Ready, Voice Rejected, Voice Restored, Voice Review Timed Out',
  'polls',
  'preview.analysis',
  'preview.analysis.charactersPerSecond',
  'preview.analysis.clippedShare',
  'preview.analysis.findings: clipped, inner_silence, near_silent, pitch_contradicts_brief, sample_rate_mismatch, silent, too_fast, too_slow, truncated',
  'preview.analysis.loudnessLufs',
  'preview.analysis.pitchHz',
  'preview.analysis.silence.leadingSeconds',
  'preview.analysis.silence.longestSeconds',
  'preview.analysis.silence.trailingSeconds',
  'preview.analysis.truePeakDbtp',
  'preview.bytes',
  'preview.durationSeconds',
  'preview.language',
  'preview.mediaType',
  'preview.missing: deleted, invalid, lost, none, pending',
  'preview.sampleRate',
  'previewKey',
  'previewText',
  'previewWaveform',
  'providerVoiceId',
  'purgeAt',
  'purgeClaim.gone',
  'purgeClaim.id',
  'purgeClaim.until',
  'reason.code: content_rejected, create_outcome_absent, create_outcome_unknown, execution_failed, model_retired, provider_billing, provider_quota_exceeded, provider_refused, provider_throttled, provider_unauthorized, provider_unreachable, review_deadline, review_rejected, scope_not_configured',
  'reason.message',
  'reason.providerCode',
  'remakeOf',
  'requestKey',
  'responseFormat',
  'retireAt',
  'reviewStartedAt',
  'reviewedAt',
  'run',
  'sampleRate',
  'scope: international, mainland',
  'sequence',
  'status',
  'statusBeforeDelete: CREATING, DELETED, DEPLOYING, EXPIRED, FAILED, OK, PURGED, REQUESTED, TIMED_OUT, UNDEPLOYED',
  'statusBeforeExpiry: CREATING, DELETED, DEPLOYING, EXPIRED, FAILED, OK, PURGED, REQUESTED, TIMED_OUT, UNDEPLOYED',
  'targetModel',
  'updatedAt',
  'voiceId',
  'voicePrompt',
  'warnings.code',
  'warnings.message',
];

/** Stores that write no separate items. */
const withoutItems: readonly string[] = [
  'DynamoKeyStore',
  'DynamoPurgeClaims',
  'DynamoReconciliationStore',
  'DynamoSwitches',
];

/** Returns the paths of an item's attributes. The keys of the map `keys` are ids. */
function pathsIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, inner]) =>
    pathsIn(inner, path === 'keys' ? 'keys.*' : path === '' ? name : `${path}.${name}`),
  );
}

/** Returns the paths of the attributes in a JSON Schema, with their values if it lists them. */
function pathsOf(shape: z.core.JSONSchema._JSONSchema, path: string): string[] {
  if (typeof shape === 'boolean') return [path];
  const { properties = {}, additionalProperties, items: item, anyOf = [], oneOf = [] } = shape;
  const inner = [
    ...Object.entries(properties).flatMap(([name, each]) => pathsOf(each, `${path}.${name}`)),
    ...(typeof additionalProperties === 'object' ? pathsOf(additionalProperties, `${path}.*`) : []),
    ...(item !== undefined && !Array.isArray(item) ? pathsOf(item, path) : []),
    ...[...anyOf, ...oneOf].flatMap((each) => pathsOf(each, path)),
  ];
  if (inner.length > 0) return inner;
  return [shape.enum ? `${path}: ${shape.enum.map(String).sort().join(', ')}` : path];
}

describe('attribute names', () => {
  it('are unchanged in items other than voices', async () => {
    const names: Record<string, string[]> = {};
    for (const { voiceId, ...item } of await items()) {
      if (voiceIds.includes(String(voiceId)) || String(voiceId).startsWith(aliasItems.prefix)) continue;
      const kind = /^[A-Z]+#?/.exec(String(voiceId))?.[0] ?? String(voiceId);
      names[kind] = [...new Set([...(names[kind] ?? []), ...pathsIn(item)])].sort();
    }
    expect(names).toEqual(storedNames);
  });

  it('are unchanged in aliases', () => {
    const shape = z.toJSONSchema(aliasRecord, { io: 'input' });
    const paths = pathsOf(shape, '').map((path) => path.slice(1));
    expect([...new Set(paths)].sort()).toEqual(aliasNames);
  });

  it('are unchanged in voices', () => {
    const shape = z.toJSONSchema(voiceRecord, { io: 'input', unrepresentable: 'any' });
    const paths = pathsOf(shape, '').map((path) => path.slice(1));
    expect([...new Set(paths)].sort()).toEqual(voiceNames);
  });
});

describe('items that are not voices', () => {
  it('are all in this table', async () => {
    const kinds = (await items()).flatMap(({ voiceId }) => /^[A-Z]+(?=#)/.exec(String(voiceId)) ?? []);
    const named = sources('lambdas').flatMap(({ text }) =>
      [...text.matchAll(/['"`]([A-Z]+)#/g)].map(([, kind = '']) => kind),
    );
    expect([...new Set(kinds)].sort()).toEqual([...new Set(named)].sort());
  });

  it('are in no index partition that contains voices', async () => {
    for (const item of await items()) {
      if (voiceIds.includes(String(item.voiceId))) continue;
      for (const { partitionKey } of Object.values(indexes)) {
        if (item[partitionKey] !== undefined) expect(item[partitionKey]).toMatch(/^[A-Z]+#/);
      }
    }
    for (const status of statuses) expect(status).not.toContain('#');
  });

  it('are returned only to the sweep of their list', async () => {
    const parkedVoices = new DynamoParkedVoices(stored.client, stored.tableName);
    for (const family of families) {
      for (const scope of deploymentScopes) {
        const isList = family === list.family && scope === list.scope;
        const parked = await parkedVoices.ofList({ family, scope });
        expect(parked.map(({ voiceId }) => voiceId)).toEqual(isList ? [voiceIds[0]] : []);
      }
    }
  });

  it('are written by every store of the functions', () => {
    const written = ['item-kinds.test.ts', '../../../support/stored-voices.ts']
      .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
      .join('');
    const classes = sources('lambdas').flatMap(({ text }) =>
      [...text.matchAll(/export class (Dynamo\w+)/g)].map(([, name = '']) => name),
    );
    expect(classes.length).toBeGreaterThan(10);
    expect(classes.filter((name) => !written.includes(`new ${name}(`)).sort()).toEqual(withoutItems);
  });

  it('are returned by no query for voices', async () => {
    const { client, tableName } = stored;
    const index = new DynamoVoiceIndex(client, tableName);
    const voicesByStatus = new DynamoVoicesByStatus(client, tableName);
    const page = (filter: object) => index.page({ ...filter }, 100, null, instant);
    const byMonth = (await page({})).found.map(({ voiceId }) => voiceId);
    expect(byMonth.toSorted()).toEqual(voiceIds.toSorted());
    const never = () => false;
    const batch = await new DynamoDueVoices(client, tableName).due(later, 100, never, never, null);
    const due = batch.voices.map((voice) => voice.voiceId);
    expect(due.length).toBeGreaterThan(0);
    expect(voiceIds).toEqual(expect.arrayContaining([...due]));
    for (const [i, status] of statuses.entries()) {
      const one = [voiceIds[i]];
      expect((await page({ status })).found.map(({ voiceId }) => voiceId)).toEqual(one);
      expect((await all(voicesByStatus.ofList(status, list))).map(({ voiceId }) => voiceId)).toEqual(one);
      expect((await all(voicesByStatus.unchangedSince(status, later))).map(({ voiceId }) => voiceId)).toEqual(
        one,
      );
      expect(await all(voicesByStatus.unannouncedSince(status, later))).toEqual(one);
    }
  });

  it('that are auditions are returned by the queries for auditions, and voices are not', async () => {
    const index = new DynamoAuditionIndex(stored.client, stored.tableName);
    const ids = (found: readonly { readonly auditionId: string }[]) =>
      found.map(({ auditionId }) => auditionId);
    const byMonth = ids((await index.page({}, 100, null, instant)).found);
    expect(byMonth).toHaveLength(2);
    expect(byMonth).toEqual(byMonth.toSorted().reverse());
    const byLabel = await index.page({ label: { key: 'project', value: 'book' } }, 100, null, instant);
    const byStatus = await index.page({ status: 'READY' }, 100, null, instant);
    expect(ids(byLabel.found)).toEqual(ids(byStatus.found));
    expect(await all(index.ofStatus('READY'))).toEqual(ids(byStatus.found));
    expect(await all(index.unfinishedSince(later))).toEqual(ids(byStatus.found));
    expect(byMonth).toEqual(expect.arrayContaining(await all(index.ofStatus('OPEN'))));
  });

  it('are in the list of changes of their kind only', async () => {
    const { changes } = stored.dependencies();
    const since = new Date(instant.getTime() - 1);
    const changed = async (kind: 'voices' | 'auditions' | 'aliases') =>
      (await changes.changedSince(kind, since, 100, null)).keys.toSorted();
    expect(await changed('voices')).toEqual(voiceIds.toSorted());
    expect(await changed('auditions')).toEqual([
      expect.stringMatching(/^AUDITION#/),
      expect.stringMatching(/^AUDITION#/),
    ]);
    expect(await changed('aliases')).toEqual(['ALIAS#gone', 'ALIAS#narrator', 'ALIAS#reader']);
  });

  it('are tested with every query that the functions make', () => {
    const querying = sources('lambdas').filter(({ text }) =>
      /QueryCommand\(|paginateQuery\(|ScanCommand|paginateScan|ExecuteStatement/.test(text),
    );
    expect(querying.map(({ file }) => file).sort()).toEqual([
      'shared/stores/aliases.ts',
      'shared/stores/audition-lists.ts',
      'shared/stores/changes.ts',
      'shared/stores/due-voices.ts',
      'shared/stores/parked-voices.ts',
      'shared/stores/partition-page.ts',
      'shared/stores/voices-by-status.ts',
    ]);
  });
});
