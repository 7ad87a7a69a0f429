import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { makeHandler } from '../../../lambdas/list-voices/handler.ts';
import { applyTransition } from '../../../lambdas/shared/actions/apply-transition.ts';
import { DynamoChangeIndex } from '../../../lambdas/shared/stores/changes.ts';
import { DynamoReconciliationStore } from '../../../lambdas/shared/stores/reconciliation.ts';
import { DynamoVoiceIndex } from '../../../lambdas/shared/stores/voice-lists.ts';
import { DynamoVoiceStore } from '../../../lambdas/shared/stores/voices.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { monthOf, type VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { deployedStack } from '../../harness/deployed-stack.ts';
import { memoryDynamo } from '../../simulation/table/memory-dynamo.ts';
import { MemoryTable } from '../../simulation/table/memory-table.ts';
import { workflowSettings } from '../../support/deployments.ts';
import { discardingLog } from '../../support/discarding-log.ts';
import fc from '../../support/fast-check.ts';
import { proxyEvent } from '../../support/http-events.ts';
import { instant, requestedVoice } from '../../support/voices.ts';

const answer = z.object({
  voices: z.array(z.object({ voiceId: z.string(), status: z.string(), updatedAt: z.string() })),
  cursor: z.string().nullable(),
  asOf: z.string(),
});
type Query = Readonly<Record<string, string>>;

/** A table with the list of its voices and a clock. */
class Fixture {
  readonly #table = new MemoryTable(deployedStack(workflowSettings).table);
  readonly #dynamo = memoryDynamo(async (name, input) => {
    await this.beforeCall(JSON.stringify(input));
    return this.#table.call(name, input);
  });
  readonly store = new DynamoVoiceStore(this.#dynamo, this.#table.name);
  readonly #reconciliation = new DynamoReconciliationStore(this.#dynamo, this.#table.name);
  readonly voiceIds: string[] = [];
  now = instant;
  beforeCall: (input: string) => Promise<void> = async () => undefined;

  async list(query: Query) {
    const handler = makeHandler(
      () => ({
        index: new DynamoVoiceIndex(this.#dynamo, this.#table.name),
        changes: new DynamoChangeIndex(this.#dynamo, this.#table.name),
        voices: this.store,
        cursorKey: async () => 'key',
        now: () => this.now,
      }),
      discardingLog,
    );
    const values = Object.entries(query).map(([name, value]) => [name, [value]] as const);
    const { statusCode, body } = await handler(
      proxyEvent({ path: '/voices', query: Object.fromEntries(values) }),
    );
    expect(statusCode).toBe(200);
    return answer.parse(JSON.parse(body));
  }

  async changedSince(changedSince: string, query: Query = {}): Promise<string[]> {
    const { voices } = await this.list({ ...query, changedSince });
    return voices.map(({ voiceId, status }) => `${status} ${this.voiceIds.indexOf(voiceId)}`).sort();
  }

  async create(parts: Parameters<typeof requestedVoice>[0] = {}): Promise<void> {
    const voiceId = newVoiceId(this.now);
    this.voiceIds.push(voiceId);
    const time = this.now.toISOString();
    const record = { ...parts, voiceId, createdAt: time, createdMonth: monthOf(this.now), updatedAt: time };
    await this.store.put(requestedVoice(record));
  }

  /** Deletes a voice, or restores a deleted one. @param lateness seconds from the time of the change to its write */
  async toggle(index: number, lateness = 0): Promise<void> {
    const record = await this.#read(index);
    if (!record) return;
    const now = new Date(this.now.getTime() - lateness * 1_000);
    const transition = record.status === 'DELETED' ? 'restoredRequest' : 'deletedUnclaimed';
    const change = { now, purgeAt: now, statusBeforeDelete: record.status };
    const bus = { publish: async () => undefined };
    await applyTransition(record, transition, change, {
      voices: this.store,
      publisher: bus,
      log: discardingLog,
    });
  }

  /** Records that the events of a voice are published. */
  async announce(index: number): Promise<void> {
    const record = await this.#read(index);
    if (record) await this.#reconciliation.recordAnnounced(record);
  }

  async statuses(): Promise<ReadonlyMap<string, string>> {
    const records = await Promise.all(this.voiceIds.map((voiceId) => this.store.read(voiceId)));
    return new Map(records.flatMap((each) => (each ? [[each.voiceId, each.status] as const] : [])));
  }

  async #read(index: number): Promise<VoiceRecord | null> {
    const voiceId = this.voiceIds[index % Math.max(this.voiceIds.length, 1)];
    return voiceId === undefined ? null : this.store.read(voiceId);
  }
}

/** A reader that keeps a copy of the list, and asks one page at a time for what has changed. */
class Reader {
  readonly statuses = new Map<string, string>();
  readonly #fixture: Fixture;
  #since: string;
  #cursor: string | null = null;

  constructor(fixture: Fixture, since: string) {
    this.#fixture = fixture;
    this.#since = since;
  }

  /** Reads one page. Returns whether it was the last one. */
  async readPage(): Promise<boolean> {
    const cursor: Query = this.#cursor === null ? {} : { cursor: this.#cursor };
    const page = await this.#fixture.list({ changedSince: this.#since, limit: '2', ...cursor });
    for (const { voiceId, status } of page.voices) this.statuses.set(voiceId, status);
    this.#cursor = page.cursor;
    if (page.cursor !== null) return false;
    this.#since = page.asOf;
    return true;
  }

  async readAll(): Promise<void> {
    while (!(await this.readPage()));
  }
}

const seconds = (count: number) => new Date(instant.getTime() + count * 1_000);

describe('voices that have changed', () => {
  it('include new, deleted and restored voices, and no others', async () => {
    const fixture = new Fixture();
    for (let index = 0; index < 3; index += 1) await fixture.create();
    const { asOf } = await fixture.list({});
    expect(asOf).toBe(seconds(-60).toISOString());
    fixture.now = seconds(200);
    const since = (await fixture.list({ changedSince: asOf })).asOf;
    expect(since).toBe(seconds(140).toISOString());
    await fixture.toggle(1);
    await fixture.create();
    expect(await fixture.changedSince(since)).toEqual(['DELETED 1', 'REQUESTED 3']);
    fixture.now = seconds(500);
    await fixture.toggle(1);
    expect(await fixture.changedSince(seconds(400).toISOString())).toEqual(['REQUESTED 1']);
    expect(await fixture.changedSince(seconds(501).toISOString())).toEqual([]);
  });

  it('are filtered by attributes that never change', async () => {
    const fixture = new Fixture();
    await fixture.create({ createdBy: 'ann', labels: { project: 'a' } });
    await fixture.create({ createdBy: 'ben', labels: { project: 'a' } });
    const since = instant.toISOString();
    expect(await fixture.changedSince(since, { createdBy: 'ben' })).toEqual(['REQUESTED 1']);
    expect(await fixture.changedSince(since, { label: 'project:a', family: 'cosyvoice' })).toHaveLength(2);
    expect(await fixture.changedSince(since, { label: 'constructor:a' })).toEqual([]);
  });

  it('include a voice whose events become published while the index is read', async () => {
    const fixture = new Fixture();
    await fixture.create();
    await fixture.toggle(0);
    fixture.beforeCall = async (input) => {
      if (!input.includes('"ANNOUNCED"') || !input.includes('byAnnouncing')) return;
      fixture.beforeCall = async () => undefined;
      await fixture.announce(0);
    };
    expect(await fixture.changedSince(instant.toISOString())).toEqual(['DELETED 0']);
  });

  it('have the same asOf on all pages, which is that of the first page', async () => {
    const fixture = new Fixture();
    for (let index = 0; index < 3; index += 1) await fixture.create();
    const queries: readonly Query[] = [{}, { changedSince: instant.toISOString() }];
    for (const query of queries) {
      fixture.now = instant;
      const first = await fixture.list({ ...query, limit: '2' });
      fixture.now = seconds(900);
      const second = await fixture.list({ ...query, limit: '2', cursor: first.cursor ?? '' });
      expect([first.voices.length, second.voices.length, second.cursor]).toEqual([2, 1, null]);
      expect(second.asOf).toBe(first.asOf);
    }
  });

  it('miss no change, whenever voices change, events are published and pages are read', async () => {
    const index = fc.nat(4);
    const step = fc.oneof(
      fc.constant((fixture: Fixture) => fixture.create()),
      fc.tuple(index, fc.nat(50)).map(([voice, lateness]) => (fixture: Fixture) => {
        return fixture.toggle(voice, lateness);
      }),
      index.map((voice) => (fixture: Fixture) => fixture.announce(voice)),
      fc.nat(120).map((wait) => async (fixture: Fixture) => {
        fixture.now = new Date(fixture.now.getTime() + wait * 1_000);
      }),
      fc.constant((_: Fixture, reader: Reader) => reader.readPage()),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const fixture = new Fixture();
        await fixture.create();
        const reader = new Reader(fixture, seconds(-60).toISOString());
        for (const each of steps) await each(fixture, reader);
        await reader.readAll();
        await reader.readAll();
        expect(reader.statuses).toEqual(await fixture.statuses());
      }),
      { numRuns: 60 },
    );
  });
});
