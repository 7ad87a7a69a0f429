import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { indexes, type Status } from '../contract.ts';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';

/** As much of a record as an index gives: it may be a moment old, and decides nothing. */
export interface VoiceSummary {
  readonly voiceId: string;
  readonly providerVoiceId: string | null;
  /** The key that its voice was made or imported with; null where that is not recorded. */
  readonly keyId: string | null;
  /** Keys of the attempts that were sent and are not settled. */
  readonly openKeyIds: readonly (string | null)[];
  readonly purgeAt: Date | null;
  /** Codes of its warnings. */
  readonly warnings: readonly string[];
}

/** All records of a status, however many, the oldest first: where to look, before the record itself is read. */
export interface VoicesByStatus {
  /** Those of one of the provider's lists. */
  ofList(status: Status, list: ProviderList): AsyncIterable<VoiceSummary>;

  /** Those that nobody has changed since. */
  unchangedSince(status: Status, time: Date): AsyncIterable<VoiceSummary>;

  /** Ids of those of a list whose preview is pending, or lost and the record changed since. */
  withoutPreview(status: Status, list: ProviderList, lostSince: Date): AsyncIterable<string>;

  /** Ids of those whose events may not be published yet and that nobody has changed since, the longest unchanged first. */
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
      keyId: keyId ?? tried.find(({ state }) => state === 'MADE')?.keyId ?? null,
      openKeyIds: tried.flatMap((each) => (isOpen(each) ? [each.keyId] : [])),
      purgeAt: purgeAt === null ? null : new Date(purgeAt),
      warnings: warnings.map(({ code }) => code),
    };
  });

/** The indexes by status, and by what may not be announced yet. */
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
