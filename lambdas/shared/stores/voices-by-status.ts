import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { indexes, type Status } from '../contract.ts';
import { keyOfVoice } from '../voice/accounts.ts';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';

/** Attributes of a record from an index. They may be stale, so no decision rests on them. */
export interface VoiceSummary {
  readonly voiceId: string;
  readonly providerVoiceId: string | null;
  /** Id of the provider key that created or imported the voice; null if not recorded. */
  readonly keyId: string | null;
  /** Ids of the keys of attempts in flight or with an unknown outcome. */
  readonly openKeyIds: readonly (string | null)[];
  readonly purgeAt: Date | null;
  /** Codes of its warnings. */
  readonly warnings: readonly string[];
}

/** All records of a status, the oldest first. Callers read each record itself before they act on it. */
export interface VoicesByStatus {
  /** Lists voices of one provider list. */
  ofList(status: Status, list: ProviderList): AsyncIterable<VoiceSummary>;

  /** Lists voices not changed since a time. */
  unchangedSince(status: Status, time: Date): AsyncIterable<VoiceSummary>;

  /** Lists ids of voices of one provider list whose preview is pending, or lost in a record changed since a time. */
  withoutPreview(status: Status, list: ProviderList, lostSince: Date): AsyncIterable<string>;

  /** Lists ids of expired voices that an alias holds. */
  heldExpired(): AsyncIterable<string>;

  /** Lists ids of usable voices that a remake retired until a time and that no alias holds. */
  retiredUntil(time: Date): AsyncIterable<string>;

  /** Lists ids of voices that may have unpublished events and have not changed since a time, the oldest change first. */
  unannouncedSince(status: Status, time: Date): AsyncIterable<string>;
}

const item = z.object({ voiceId: z.string() });
const summary = z
  .object({
    voiceId: z.string(),
    providerVoiceId: z.string().nullable().default(null),
    keyId: z.string().nullable().default(null),
    attempts: z.record(
      z.string(),
      z.object({ state: z.string(), keyId: z.string().nullable().default(null) }),
    ),
    purgeAt: timestamp.nullable().default(null),
    warnings: z.array(z.object({ code: z.string() })),
  })
  .transform(({ attempts, keyId, purgeAt, warnings, ...found }): VoiceSummary => {
    const tried = Object.values(attempts);
    return {
      ...found,
      keyId: keyOfVoice({ keyId, attempts }),
      openKeyIds: tried.flatMap((each) => (isOpen(each) ? [each.keyId] : [])),
      purgeAt: purgeAt === null ? null : new Date(purgeAt),
      warnings: warnings.map(({ code }) => code),
    };
  });

/** Reads the indexes by status and by announcing. */
export class DynamoVoicesByStatus implements VoicesByStatus {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  ofList(status: Status, { family, scope }: ProviderList): AsyncIterable<VoiceSummary> {
    const names = { '#family': 'family', '#scope': 'scope' };
    return this.#scan(status, '#family = :family AND #scope = :scope', names, {
      ':family': family,
      ':scope': scope,
    });
  }

  unchangedSince(status: Status, time: Date): AsyncIterable<VoiceSummary> {
    return this.#scan(status, 'updatedAt <= :time', {}, { ':time': time.toISOString() });
  }

  async *withoutPreview(
    status: Status,
    { family, scope }: ProviderList,
    lostSince: Date,
  ): AsyncIterable<string> {
    const filter =
      '#family = :family AND #scope = :scope AND attribute_exists(providerVoiceId) AND ' +
      '(preview.#missing = :pending OR (preview.#missing = :lost AND updatedAt >= :since))';
    const names = { '#family': 'family', '#scope': 'scope', '#missing': 'missing' };
    const values = { ':family': family, ':scope': scope, ':pending': 'pending', ':lost': 'lost' };
    const found = this.#scan(status, filter, names, { ...values, ':since': lostSince.toISOString() });
    for await (const { voiceId } of found) yield voiceId;
  }

  async *heldExpired(): AsyncIterable<string> {
    for await (const { voiceId } of this.#scan('EXPIRED', 'attribute_exists(holds)', {}, {})) yield voiceId;
  }

  async *retiredUntil(time: Date): AsyncIterable<string> {
    const filter = 'retireAt <= :time AND attribute_not_exists(holds)';
    const found = this.#scan('OK', filter, {}, { ':time': time.toISOString() });
    for await (const { voiceId } of found) yield voiceId;
  }

  async *unannouncedSince(status: Status, time: Date): AsyncIterable<string> {
    const { name, partitionKey, sortKey } = indexes.byAnnouncing;
    const pages = paginateQuery(
      { client: this.#dynamo },
      {
        TableName: this.#table,
        IndexName: name,
        KeyConditionExpression: '#announcing = :status AND #updatedAt <= :time',
        ExpressionAttributeNames: { '#announcing': partitionKey, '#updatedAt': sortKey },
        ExpressionAttributeValues: marshall({ ':status': status, ':time': time.toISOString() }),
      },
    );
    for await (const { Items = [] } of pages)
      yield* Items.map((each) => item.parse(unmarshall(each)).voiceId);
  }

  async *#scan(
    status: Status,
    filter: string,
    names: Readonly<Record<string, string>>,
    values: Readonly<Record<string, string>>,
  ): AsyncIterable<VoiceSummary> {
    const pages = paginateQuery(
      { client: this.#dynamo },
      {
        TableName: this.#table,
        IndexName: indexes.byStatus.name,
        KeyConditionExpression: '#status = :status',
        FilterExpression: filter,
        ProjectionExpression: 'voiceId, providerVoiceId, keyId, attempts, purgeAt, warnings',
        ExpressionAttributeNames: { '#status': indexes.byStatus.partitionKey, ...names },
        ExpressionAttributeValues: marshall({ ':status': status, ...values }),
      },
    );
    for await (const { Items = [] } of pages) yield* Items.map((each) => summary.parse(unmarshall(each)));
  }
}

function isOpen({ state }: { readonly state: string }): boolean {
  return state === 'IN_FLIGHT' || state === 'UNKNOWN';
}
