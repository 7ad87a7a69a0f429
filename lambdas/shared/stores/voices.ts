import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { announcedVoices } from '../contract.ts';
import { pendingEntry } from '../voice/pending-event.ts';
import { purgedPreview } from '../voice/preview.ts';
import { type Preview, type Reason, type VoiceRecord, voiceRecord } from '../voice/record.ts';
import { permanentPurgeAt } from '../voice/restorable.ts';
import { namesUntil, transitionExpressions } from '../voice/transition-expressions.ts';
import {
  type Transition,
  type TransitionName,
  type TransitionValue,
  transitions,
} from '../voice/transitions.ts';
import type { Change, VoiceEvent } from '../voice/voice-event.ts';
import { changedAt, changedAtValues } from './changed-at.ts';
import { putItem, readItem, UnreadableRecordError, type Update, updateItem } from './items.ts';

/** Parses a stored item as a voice record. @throws UnreadableRecordError that names the attributes at fault */
export function parseRecord(item: Readonly<Record<string, unknown>>): VoiceRecord {
  const parsed = voiceRecord.safeParse(item);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new UnreadableRecordError(`record ${String(item.voiceId)} does not parse at: ${where}`);
}

/** A preview as it is recorded. Key and waveform are null if there is none. */
export interface FoundPreview {
  readonly preview: Preview;
  readonly key: string | null;
  readonly waveform: string | null;
}

/** Voice records. Each write is one conditional write on one item that can be repeated. Reads are consistent. */
export interface VoiceStore {
  read(voiceId: string): Promise<VoiceRecord | null>;

  /** Writes a new record. @throws LostRaceError if a record with this id exists */
  put(record: VoiceRecord): Promise<void>;

  /** Records why a voice was not created, when no attempt was sent. @throws LostRaceError if the run is not current */
  recordReason(voice: { voiceId: string; run: number }, reason: Reason, now: Date): Promise<void>;

  /** Records the preview or why it is missing. @throws LostRaceError if the voice has changed or a purge claimed it */
  recordPreview(voiceId: string, providerVoiceId: string, found: FoundPreview, now: Date): Promise<void>;

  /**
   * Applies a transition and stores its events as pending.
   * @throws LostRaceError if the record is not in a state that the transition starts from
   */
  transition(
    record: VoiceRecord,
    name: TransitionName,
    change: Change & { readonly events: readonly VoiceEvent[] },
  ): Promise<void>;

  /**
   * Requests the deletion of a voice that is being created, whose create failed with an unknown outcome, or that the
   * provider no longer lists. It is deleted once the voice exists, or is listed again.
   *
   * @throws LostRaceError if the status or the run has changed
   */
  requestDeletion(record: VoiceRecord, deletion: { at: Date; by: string; purgeAt: Date }): Promise<void>;

  /**
   * Sets `purgeAt` so that a deleted voice can be purged now. For a voice that is being created and has a requested
   * deletion, the purge follows the deletion. A workflow that read the record earlier may still write the later time.
   *
   * @throws LostRaceError if the record has changed since it was read, or the purge is due already
   */
  bringPurgeForward(record: VoiceRecord, now: Date): Promise<void>;

  /** Removes a pending event that has been published. */
  clearEvent(voiceId: string, sequence: number): Promise<void>;
}

/** Records in the DynamoDB table. */
export class DynamoVoiceStore implements VoiceStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async read(voiceId: string): Promise<VoiceRecord | null> {
    const item = await readItem(this.#dynamo, this.#table, voiceId);
    return item && parseRecord(item);
  }

  async put(record: VoiceRecord): Promise<void> {
    const item = { ...record, announcing: announcedVoices };
    await putItem(this.#dynamo, this.#table, item, { condition: 'attribute_not_exists(voiceId)' });
  }

  async recordReason(voice: { voiceId: string; run: number }, reason: Reason, now: Date): Promise<void> {
    await this.#update(voice.voiceId, {
      update: `SET reason = :reason, ${changedAt}`,
      condition: '#run = :run AND attribute_not_exists(providerVoiceId)',
      names: { '#run': 'run' },
      values: { ':run': voice.run, ':reason': reason, ...changedAtValues(now) },
    });
  }

  async recordPreview(
    voiceId: string,
    providerVoiceId: string,
    { preview, key, waveform }: FoundPreview,
    now: Date,
  ): Promise<void> {
    const sets = [
      changedAt,
      'preview = :preview',
      ...(key ? ['previewKey = :key'] : []),
      ...(waveform ? ['previewWaveform = :waveform'] : []),
    ];
    await this.#update(voiceId, {
      update: `SET ${sets.join(', ')}`,
      // A stored preview is never replaced by a missing one. The condition compares keys because the local table and
      // DynamoDB compare maps differently. A purge removes the preview after its claim.
      condition:
        'providerVoiceId = :id AND attribute_not_exists(purgeClaim) AND ' +
        (key
          ? '(attribute_exists(preview.#missing) OR previewKey = :key)'
          : 'attribute_exists(preview.#missing)'),
      names: { '#missing': 'missing' },
      values: {
        ...changedAtValues(now),
        ':preview': preview,
        ':id': providerVoiceId,
        ...(key && { ':key': key }),
        ...(waveform && { ':waveform': waveform }),
      },
    });
  }

  async transition(
    record: VoiceRecord,
    name: TransitionName,
    change: Parameters<VoiceStore['transition']>[2],
  ): Promise<void> {
    const transition: Transition = transitions[name];
    const expressions = transitionExpressions(transition);
    const now = change.now.toISOString();
    const sets: Record<TransitionValue, unknown> = {
      reviewStartedAt: now,
      reviewedAt: now,
      polls: record.polls,
      reason: change.reason,
      deletedAt: now,
      purgeAt: change.purgeAt?.toISOString(),
      statusBeforeDelete: change.statusBeforeDelete,
      deletedBecause: 'not_chosen',
      statusBeforeExpiry: record.status,
      preview: purgedPreview(record),
      expiresAtEpochSeconds: change.purge && Math.floor(change.purge.expiresAt.getTime() / 1_000),
    };
    const values: Record<string, unknown> = {
      ':to': transition.to,
      ':run': record.run,
      ':sequence': record.sequence,
      ':newSequence': record.sequence + transition.events.length,
      ':updatedAt': now,
      ...(transition.startsRun && { ':newRun': record.run + 1 }),
      ...(transition.guard === 'purgeClaimHeld' && { ':purgeClaimId': change.purge?.claimId }),
    };
    const names: Record<string, string> = {
      '#status': 'status',
      '#run': 'run',
      '#sequence': 'sequence',
      ...(namesUntil(transition) && { '#until': 'until' }),
    };
    transition.from.forEach((status, index) => {
      values[`:from${index + 1}`] = status;
    });
    for (const attribute of transition.sets) values[`:${attribute}`] = sets[attribute];
    change.events.forEach((event, index) => {
      names[`#event${index + 1}`] = String(event.detail.sequence);
      values[`:event${index + 1}`] = pendingEntry(event);
    });
    await this.#update(record.voiceId, { ...expressions, names, values });
  }

  async requestDeletion(
    { voiceId, status, run }: VoiceRecord,
    { at, by, purgeAt }: { at: Date; by: string; purgeAt: Date },
  ): Promise<void> {
    await this.#update(voiceId, {
      update: `SET deleteRequested = if_not_exists(deleteRequested, :deletion), ${changedAt}`,
      condition: '#status = :status AND #status IN (:creating, :failed, :expired) AND #run = :run',
      names: { '#status': 'status', '#run': 'run' },
      values: {
        ':status': status,
        ':creating': 'CREATING',
        ':failed': 'FAILED',
        ':expired': 'EXPIRED',
        ':run': run,
        ...changedAtValues(at),
        ':deletion': { at: at.toISOString(), by, purgeAt: purgeAt.toISOString() },
      },
    });
  }

  async bringPurgeForward(record: VoiceRecord, now: Date): Promise<void> {
    const { voiceId, status, run, sequence } = record;
    const purgeAt = status === 'CREATING' ? 'deleteRequested.purgeAt' : 'purgeAt';
    await this.#update(voiceId, {
      update: `SET ${purgeAt} = :purgeAt, ${changedAt}`,
      condition: `#status = :status AND #run = :run AND #sequence = :sequence AND ${purgeAt} > :purgeAt`,
      names: { '#status': 'status', '#run': 'run', '#sequence': 'sequence' },
      values: {
        ':status': status,
        ':run': run,
        ':sequence': sequence,
        ':purgeAt': permanentPurgeAt(record, now),
        ...changedAtValues(now),
      },
    });
  }

  async clearEvent(voiceId: string, sequence: number): Promise<void> {
    await this.#update(voiceId, {
      update: 'REMOVE pendingEvents.#sequence',
      condition: 'attribute_exists(voiceId)',
      names: { '#sequence': String(sequence) },
      values: {},
    });
  }

  #update(voiceId: string, update: Update): Promise<void> {
    return updateItem(this.#dynamo, this.#table, voiceId, update);
  }
}
