import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AuditionStatus, auditionItems } from '../contract.ts';
import {
  type AuditionRecord,
  auditionRecord,
  type Candidate,
  type PendingAuditionEvent,
  type Pointing,
} from '../voice/audition-record.ts';
import { monthOf } from '../voice/record.ts';
import { putItem, readItem, UnreadableRecordError, type Update, updateItem, updateItemIf } from './items.ts';

/** A change of an audition. */
export interface AuditionChange {
  readonly now: Date;
  readonly status: AuditionStatus;
  readonly chosen: string | null;
  readonly candidates: readonly Candidate[];
  /** The author of a choice, and the alias that it sets. Absent for other changes. */
  readonly decision?:
    | { readonly by: string; readonly alias: string | null; readonly pointing: Pointing | null }
    | undefined;
  /** The event of the change. Its number is the next one of the audition. Null for a change without an event. */
  readonly event: PendingAuditionEvent | null;
}

/** Auditions: the items `AUDITION#<auditionId>`. Each write is one conditional write on one item. Reads are consistent. */
export interface AuditionStore {
  read(auditionId: string): Promise<AuditionRecord | null>;

  /** Writes a new audition and lists it as unfinished. @throws LostRaceError if one with this id exists */
  put(record: AuditionRecord): Promise<void>;

  /** Records that every candidate has a record. @throws LostRaceError if the audition was removed */
  recordComplete(auditionId: string): Promise<void>;

  /**
   * Lists an audition as unfinished before a choice changes its voices, so that *recover voices* finds it if the choice
   * ends half-way. Counts the choice, so that a check of the work that began earlier cannot end it.
   *
   * @throws LostRaceError if the audition has changed since it was read
   */
  recordChoiceBegun(record: AuditionRecord, now: Date): Promise<void>;

  /**
   * Changes an audition, stores the event as pending, and lists the audition as unfinished.
   * @throws LostRaceError if the audition has changed since it was read
   */
  change(record: AuditionRecord, change: AuditionChange): Promise<void>;

  /** Records that the alias of a choice needs no change any more. Does nothing after a later choice. */
  clearPointing(auditionId: string, version: number): Promise<void>;

  /** Removes a pending event that has been published. */
  clearEvent(auditionId: string, sequence: number): Promise<void>;

  /**
   * Records the statuses of the candidates, and that no work is left.
   *
   * @param expiresAt when DynamoDB may delete the audition; null while it has not ended
   * @throws LostRaceError if the audition has changed since it was read
   */
  recordFinished(
    record: AuditionRecord,
    candidates: readonly Candidate[],
    expiresAt: Date | null,
    now: Date,
  ): Promise<void>;
}

/** Returns the key of an audition's item. */
export function auditionKey(auditionId: string): string {
  return `${auditionItems.prefix}${auditionId}`;
}

/** Returns the id of the audition of an item. */
export function auditionIdIn(key: string): string {
  return key.slice(auditionItems.prefix.length);
}

/** Returns the partition of an index that holds the auditions of a status or month. */
export function auditionPartition(value: string): string {
  return `${auditionItems.prefix}${value}`;
}

/** Parses a stored item as an audition. @throws UnreadableRecordError that names the attributes at fault */
export function parseAudition(item: Readonly<Record<string, unknown>>): AuditionRecord {
  const key = String(item.voiceId);
  const status = String(item.status).slice(auditionItems.prefix.length);
  const auditionId = auditionIdIn(key);
  const parsed = auditionRecord.safeParse({ ...item, auditionId, status });
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new UnreadableRecordError(`${key} does not parse at: ${where}`);
}

/** Auditions in the DynamoDB table. */
export class DynamoAuditionStore implements AuditionStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async read(auditionId: string): Promise<AuditionRecord | null> {
    const item = await readItem(this.#dynamo, this.#table, auditionKey(auditionId));
    return item && parseAudition(item);
  }

  async put({ auditionId, status, ...record }: AuditionRecord): Promise<void> {
    const item = {
      ...record,
      voiceId: auditionKey(auditionId),
      status: auditionPartition(status),
      createdMonth: auditionPartition(monthOf(new Date(record.createdAt))),
      announcing: auditionItems.work,
    };
    await putItem(this.#dynamo, this.#table, item, { condition: 'attribute_not_exists(voiceId)' });
  }

  async recordComplete(auditionId: string): Promise<void> {
    await this.#update(auditionId, {
      update: 'SET complete = :true',
      condition: 'attribute_exists(voiceId)',
      values: { ':true': true },
    });
  }

  async recordChoiceBegun({ auditionId, version }: AuditionRecord, now: Date): Promise<void> {
    await this.#update(auditionId, {
      update: 'SET announcing = :work, updatedAt = :now REMOVE expiresAtEpochSeconds ADD choicesBegun :one',
      condition: 'version = :version',
      values: {
        ':work': auditionItems.work,
        ':now': now.toISOString(),
        ':version': version,
        ':one': 1,
      },
    });
  }

  async change(record: AuditionRecord, change: AuditionChange): Promise<void> {
    const { event, decision } = change;
    const sequence = record.sequence + (event ? 1 : 0);
    const set = [
      '#status = :status',
      'version = :next',
      '#sequence = :sequence',
      'chosen = :chosen',
      'candidates = :candidates',
      'updatedAt = :now',
      'announcing = :work',
      ...(event ? ['pendingEvents.#event = :event'] : []),
      ...(decision ? ['alias = :alias', 'chosenBy = :by', 'chosenAt = :now'] : []),
      ...(decision?.pointing ? ['pointing = :pointing'] : []),
    ];
    const removed = ['expiresAtEpochSeconds', ...(decision?.pointing === null ? ['pointing'] : [])];
    await this.#update(record.auditionId, {
      update: `SET ${set.join(', ')} REMOVE ${removed.join(', ')}`,
      condition: 'version = :version',
      names: {
        '#status': 'status',
        '#sequence': 'sequence',
        ...(event && { '#event': String(sequence) }),
      },
      values: {
        ':status': auditionPartition(change.status),
        ':version': record.version,
        ':next': record.version + 1,
        ':sequence': sequence,
        ':chosen': change.chosen,
        ':candidates': change.candidates,
        ':now': change.now.toISOString(),
        ':work': auditionItems.work,
        ...(event && { ':event': event }),
        ...(decision && { ':alias': decision.alias, ':by': decision.by }),
        ...(decision?.pointing && { ':pointing': decision.pointing }),
      },
    });
  }

  async clearPointing(auditionId: string, version: number): Promise<void> {
    await updateItemIf(this.#dynamo, this.#table, auditionKey(auditionId), {
      update: 'REMOVE pointing',
      condition: 'pointing.version = :version',
      values: { ':version': version },
    });
  }

  async clearEvent(auditionId: string, sequence: number): Promise<void> {
    await this.#update(auditionId, {
      update: 'REMOVE pendingEvents.#sequence',
      condition: 'attribute_exists(voiceId)',
      names: { '#sequence': String(sequence) },
    });
  }

  async recordFinished(
    { auditionId, version, choicesBegun }: AuditionRecord,
    candidates: readonly Candidate[],
    expiresAt: Date | null,
    now: Date,
  ): Promise<void> {
    const set = [
      'candidates = :candidates',
      'announcing = :done',
      'updatedAt = :now',
      ...(expiresAt ? ['expiresAtEpochSeconds = :expires'] : []),
    ];
    await this.#update(auditionId, {
      update: `SET ${set.join(', ')}`,
      // A choice in progress raises `choicesBegun` before it raises the version.
      condition: 'version = :version AND choicesBegun = :choicesBegun',
      values: {
        ':candidates': candidates,
        ':done': auditionItems.done,
        ':now': now.toISOString(),
        ':version': version,
        ':choicesBegun': choicesBegun,
        ...(expiresAt && { ':expires': Math.floor(expiresAt.getTime() / 1_000) }),
      },
    });
  }

  #update(auditionId: string, update: Update): Promise<void> {
    return updateItem(this.#dynamo, this.#table, auditionKey(auditionId), update);
  }
}
