import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OutboundEvent } from '../../lambdas/shared/event-publisher.ts';
import { DynamoAliasStore } from '../../lambdas/shared/stores/aliases.ts';
import { DynamoAttemptStore } from '../../lambdas/shared/stores/attempts.ts';
import { DynamoAuditionStore } from '../../lambdas/shared/stores/auditions.ts';
import { DynamoCandidateStore } from '../../lambdas/shared/stores/candidates.ts';
import { DynamoChangeIndex } from '../../lambdas/shared/stores/changes.ts';
import { DynamoHoldStore } from '../../lambdas/shared/stores/holds.ts';
import { marshalled } from '../../lambdas/shared/stores/items.ts';
import { DynamoParkedVoices } from '../../lambdas/shared/stores/parked-voices.ts';
import { DynamoProviderVoiceStore } from '../../lambdas/shared/stores/provider-voices.ts';
import { DynamoVoiceStore } from '../../lambdas/shared/stores/voices.ts';
import { newAlias } from '../../lambdas/shared/voice/alias.ts';
import { holdOf } from '../../lambdas/shared/voice/holds.ts';
import { newVoiceId } from '../../lambdas/shared/voice/ids.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import { startTable, type TestTable } from './dynalite.ts';
import { expectAsPublished } from './published-events.ts';
import { instant, readyVoice } from './voices.ts';

/** Id of the move of every alias that `putHeld` stores. */
const voiceMove = 'move-a';

/** A table with records, a bus and state machines that can fail, and a clock that shows `instant`. */
export class StoredVoices {
  readonly store: DynamoVoiceStore;
  readonly attemptStore: DynamoAttemptStore;
  readonly providerVoices: DynamoProviderVoiceStore;
  readonly auditions: DynamoAuditionStore;
  readonly published: OutboundEvent[] = [];
  readonly started: string[] = [];
  readonly logged: string[] = [];
  busFails = false;
  startsFail = false;
  readonly #table: TestTable;

  private constructor(table: TestTable) {
    this.#table = table;
    this.store = new DynamoVoiceStore(table.client, table.table);
    this.auditions = new DynamoAuditionStore(table.client, table.table);
    this.attemptStore = new DynamoAttemptStore(table.client, table.table);
    this.providerVoices = new DynamoProviderVoiceStore(table.client, table.table);
  }

  static async start(): Promise<StoredVoices> {
    return new StoredVoices(await startTable());
  }

  /** Stores a record, by default one of a ready voice, and returns its id. */
  async put(parts: Readonly<Record<string, unknown>>): Promise<string> {
    const record = { ...readyVoice(), voiceId: newVoiceId(instant), ...parts };
    await this.putItem(record);
    return record.voiceId;
  }

  /** Stores a voice that aliases point at, whatever its status, and returns its id. */
  async putHeld(parts: Readonly<Record<string, unknown>>, aliases: readonly string[]): Promise<string> {
    const voiceId = await this.put({
      ...parts,
      holds: new Set(aliases.map((alias) => holdOf(alias, voiceMove))),
    });
    for (const alias of aliases) await this.pointAt(voiceId, alias);
    return voiceId;
  }

  /** Stores an alias that uses a hold on a voice. */
  async pointAt(voiceId: string, alias: string): Promise<void> {
    const { aliases } = this.dependencies();
    const use = { model: 'cosyvoice-v3.5-plus', voice: 'voice-a', languages: null };
    const target = { voiceId, moveId: voiceMove, use, status: 'OK', briefHash: null } as const;
    const before = await aliases.read(alias);
    await aliases.write({ ...newAlias(alias, 'ann', instant), version: 1, target }, before);
  }

  /** Stores any item. Its attributes include its key. */
  async putItem(item: Readonly<Record<string, unknown>>): Promise<void> {
    const Item = marshalled(item);
    await this.#table.client.send(new PutItemCommand({ TableName: this.#table.table, Item }));
  }

  /** Deletes any item. */
  async remove(key: string): Promise<void> {
    const Key = marshall({ voiceId: key });
    await this.client.send(new DeleteItemCommand({ TableName: this.tableName, Key }));
  }

  read(voiceId: string): Promise<VoiceRecord | null> {
    return this.store.read(voiceId);
  }

  /** Returns any item as it is stored, or null. */
  async item(key: string): Promise<Record<string, unknown> | null> {
    const Key = marshall({ voiceId: key });
    const { Item } = await this.client.send(new GetItemCommand({ TableName: this.tableName, Key }));
    return Item ? unmarshall(Item) : null;
  }

  dependencies() {
    return {
      voices: this.store,
      auditions: this.auditions,
      candidates: new DynamoCandidateStore(this.client, this.tableName),
      newMoveId: randomUUID,
      graceSeconds: 604_800,
      aliasGraceSeconds: 7_200,
      loserGraceSeconds: 86_400,
      retentionSeconds: 31_536_000,
      keepHourSeconds: 3_600,
      parkedVoices: new DynamoParkedVoices(this.client, this.tableName),
      aliases: new DynamoAliasStore(this.client, this.tableName),
      changes: new DynamoChangeIndex(this.client, this.tableName),
      holds: new DynamoHoldStore(this.client, this.tableName, () => instant),
      publisher: {
        publish: async (event: OutboundEvent) => {
          if (this.busFails) throw new Error('the bus failed');
          this.published.push(event);
        },
      },
      executions: {
        start: async (voiceId: string, run: number) => {
          if (this.startsFail) throw new Error('no execution was started');
          this.started.push(`${voiceId}-r${run}`);
        },
      },
      purges: {
        start: async (voiceId: string) => {
          if (this.startsFail) throw new Error('no purge was started');
          this.started.push(`purge ${voiceId}`);
        },
      },
      log: { info: () => undefined, error: (message: string) => void this.logged.push(message) },
      now: () => instant,
    };
  }

  /**
   * Returns the detail types of the events that were published about a voice, in order.
   *
   * @throws Error if an event differs from its published schema
   */
  eventsOf(voiceId: string): string[] {
    const events = this.published.filter(({ detail }) => detail.includes(voiceId));
    expectAsPublished(events.map(({ detailType, detail }) => ({ detailType, detail: JSON.parse(detail) })));
    return events.map(({ detailType }) => detailType);
  }

  get client() {
    return this.#table.client;
  }

  /** Settings for further clients. */
  get place() {
    return this.#table.place;
  }

  get tableName() {
    return this.#table.table;
  }

  stop(): Promise<void> {
    return this.#table.stop();
  }
}
