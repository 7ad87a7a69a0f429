import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { pendingEntry } from '../voice/pending-event.ts';
import { purgedPreview } from '../voice/preview.ts';
import type { Attempt, Preview, Reason, VoiceRecord, Warning } from '../voice/record.ts';
import { purgeAtForGood } from '../voice/restorable.ts';
import {
  namesUntil,
  type Transition,
  type TransitionName,
  type TransitionValue,
  transitionExpressions,
  transitions,
} from '../voice/transitions.ts';
import { marshalled, orLostRace, type Update, updateItem } from './items.ts';
import { parseRecord } from './parse-record.ts';
import type { Claim, ClaimAccount, MadeVoice, VoiceStore } from './voice-store.ts';

/** The voices' records in the one DynamoDB table; besides them, the pointers `NAME#<token>` and `PROVIDER#<id>`. */
export class DynamoVoiceStore implements VoiceStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async read(voiceId: string): Promise<VoiceRecord | null> {
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall({ voiceId }), ConsistentRead: true }),
    );
    if (!Item) return null;
    return parseRecord(unmarshall(Item));
  }

  async put(record: VoiceRecord): Promise<void> {
    await this.#put({ ...record }, 'attribute_not_exists(voiceId)', {});
  }

  async reserveToken(token: string, voiceId: string, expiresAt?: Date): Promise<void> {
    const expires = expiresAt && Math.ceil(expiresAt.getTime() / 1_000);
    await this.#put(
      { voiceId: `NAME#${token}`, owner: voiceId, ...(expires && { expiresAtEpochSeconds: expires }) },
      'attribute_not_exists(voiceId) OR #owner = :owner',
      {
        names: { '#owner': 'owner' },
        values: { ':owner': voiceId },
      },
    );
  }

  async pointFromProvider(providerVoiceId: string, voiceId: string): Promise<void> {
    await this.#put(
      { voiceId: `PROVIDER#${providerVoiceId}`, owner: voiceId },
      'attribute_not_exists(voiceId) OR #owner = :owner',
      {
        names: { '#owner': 'owner' },
        values: { ':owner': voiceId },
      },
    );
  }

  async reserveAttempt(voice: { voiceId: string; run: number }, token: string, name: string): Promise<void> {
    await this.#update(voice.voiceId, {
      update: 'SET nameToken = :token, attempts.#attempt = :reserved',
      condition:
        '#run = :run AND attribute_not_exists(nameToken) AND attribute_not_exists(attempts.#attempt)',
      names: { '#run': 'run', '#attempt': '1' },
      values: { ':run': voice.run, ':token': token, ':reserved': { name, state: 'RESERVED', releases: 0 } },
    });
  }

  async reserveNextAttempt(
    voice: { voiceId: string; run: number },
    number: number,
    name: string,
  ): Promise<void> {
    await this.#update(voice.voiceId, {
      update: 'SET attempts.#attempt = :reserved',
      condition:
        '#run = :run AND attribute_not_exists(attempts.#attempt) AND attempts.#before.#state = :absent ' +
        'AND attribute_not_exists(providerVoiceId)',
      names: { '#run': 'run', '#state': 'state', '#attempt': String(number), '#before': String(number - 1) },
      values: {
        ':run': voice.run,
        ':absent': 'ABSENT',
        ':reserved': { name, state: 'RESERVED', releases: 0 },
      },
    });
  }

  async recordUnknown(
    claim: Claim,
    requestId: string | null,
    now: Date,
    warnings?: readonly Warning[],
  ): Promise<void> {
    await this.#updateClaimed(claim, 'IN_FLIGHT', {
      update:
        'SET attempts.#attempt.#state = :unknown, attempts.#attempt.requestId = :requestId, updatedAt = :now' +
        (warnings ? ', warnings = :warnings' : ''),
      values: {
        ':unknown': 'UNKNOWN',
        ':requestId': requestId ?? '',
        ':now': now.toISOString(),
        ...(warnings && { ':warnings': warnings }),
      },
    });
  }

  async recordAbsence(claim: Claim, absences: readonly Date[]): Promise<void> {
    await this.#updateClaimed(claim, 'UNKNOWN', {
      update: 'SET attempts.#attempt.absences = :absences',
      values: { ':absences': absences.map((time) => time.toISOString()) },
    });
  }

  async recordAbsent(claim: Claim, now: Date): Promise<void> {
    await this.#updateClaimed(claim, 'UNKNOWN', {
      update: 'SET attempts.#attempt.#state = :absent, updatedAt = :now',
      values: { ':absent': 'ABSENT', ':now': now.toISOString() },
    });
  }

  async voiceOfProvider(providerVoiceId: string): Promise<string | null> {
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({
        TableName: this.#table,
        Key: marshall({ voiceId: `PROVIDER#${providerVoiceId}` }),
        ConsistentRead: true,
      }),
    );
    return Item?.owner?.S ?? null;
  }

  async claim(claim: Claim, { keyId, host, providerSeconds }: ClaimAccount): Promise<void> {
    await this.#update(claim.voiceId, {
      update:
        'SET #status = :creating, updatedAt = :now, attempts.#attempt.#state = :inFlight, ' +
        'attempts.#attempt.claimId = :claimId, attempts.#attempt.claimedAt = :now, ' +
        'attempts.#attempt.keyId = :keyId, attempts.#attempt.host = :host, ' +
        'attempts.#attempt.providerSeconds = :providerSeconds',
      condition:
        '#status IN (:requested, :creating) AND #run = :run AND attempts.#attempt.#state = :reserved ' +
        'AND attribute_not_exists(providerVoiceId) AND attribute_not_exists(deleteRequested)',
      names: { '#status': 'status', '#run': 'run', '#state': 'state', '#attempt': String(claim.attempt) },
      values: {
        ':requested': 'REQUESTED',
        ':creating': 'CREATING',
        ':run': claim.run,
        ':reserved': 'RESERVED',
        ':inFlight': 'IN_FLIGHT',
        ':claimId': claim.claimId,
        ':now': claim.claimedAt.toISOString(),
        ':keyId': keyId,
        ':host': host,
        ':providerSeconds': providerSeconds,
      },
    });
  }

  async release(claim: Claim, now: Date): Promise<void> {
    await this.#update(claim.voiceId, {
      update:
        'SET attempts.#attempt.#state = :reserved, attempts.#attempt.releases = attempts.#attempt.releases + :one, ' +
        'updatedAt = :now',
      condition: 'attempts.#attempt.claimId = :claimId AND attempts.#attempt.#state = :inFlight',
      names: { '#attempt': String(claim.attempt), '#state': 'state' },
      values: {
        ':reserved': 'RESERVED',
        ':inFlight': 'IN_FLIGHT',
        ':one': 1,
        ':claimId': claim.claimId,
        ':now': now.toISOString(),
      },
    });
  }

  async recordMade(claim: Claim, made: MadeVoice, now: Date): Promise<void> {
    await this.#update(claim.voiceId, {
      update:
        'SET providerVoiceId = :id, updatedAt = :now, attempts.#attempt.#state = :made, ' +
        'attempts.#attempt.requestId = :requestId, attempts.#attempt.usageCount = :usageCount' +
        (made.adopted ? ', attempts.#attempt.adopted = :adopted' : '') +
        (made.warnings ? ', warnings = :warnings' : '') +
        (made.keyId === undefined ? '' : ', keyId = :keyId'),
      condition:
        'attempts.#attempt.claimId = :claimId AND (attribute_not_exists(providerVoiceId) OR providerVoiceId = :id)',
      names: { '#attempt': String(claim.attempt), '#state': 'state' },
      values: {
        ':id': made.providerVoiceId,
        ':made': 'MADE',
        ':requestId': made.requestId ?? '',
        ':usageCount': made.usageCount ?? 0,
        ...(made.adopted && { ':adopted': true }),
        ...(made.warnings && { ':warnings': made.warnings }),
        ...(made.keyId !== undefined && { ':keyId': made.keyId }),
        ':claimId': claim.claimId,
        ':now': now.toISOString(),
      },
    });
  }

  async noteExtraVoice(voiceId: string, attempt: string, providerVoiceId: string): Promise<void> {
    const extra = 'attempts.#attempt.extraVoiceIds';
    await this.#update(voiceId, {
      update: `SET ${extra} = list_append(if_not_exists(${extra}, :none), :ids)`,
      condition: `attribute_exists(attempts.#attempt) AND NOT contains(${extra}, :id)`,
      names: { '#attempt': attempt },
      values: { ':none': [], ':ids': [providerVoiceId], ':id': providerVoiceId },
    });
  }

  async recordNotMade(
    claim: Claim,
    state: 'REFUSED',
    reason: Reason,
    requestId: string | null,
    now: Date,
  ): Promise<void> {
    await this.#update(claim.voiceId, {
      update:
        'SET reason = :reason, updatedAt = :now, attempts.#attempt.#state = :state, attempts.#attempt.requestId = :requestId',
      condition: 'attempts.#attempt.claimId = :claimId AND attribute_not_exists(providerVoiceId)',
      names: { '#attempt': String(claim.attempt), '#state': 'state' },
      values: {
        ':reason': reason,
        ':state': state,
        ':requestId': requestId ?? '',
        ':claimId': claim.claimId,
        ':now': now.toISOString(),
      },
    });
  }

  async noteReason(voice: { voiceId: string; run: number }, reason: Reason, now: Date): Promise<void> {
    await this.#update(voice.voiceId, {
      update: 'SET reason = :reason, updatedAt = :now',
      condition: '#run = :run AND attribute_not_exists(providerVoiceId)',
      names: { '#run': 'run' },
      values: { ':run': voice.run, ':reason': reason, ':now': now.toISOString() },
    });
  }

  async recordPreview(
    voiceId: string,
    providerVoiceId: string,
    preview: Preview,
    previewKey: string | null,
  ): Promise<void> {
    await this.#update(voiceId, {
      update: previewKey ? 'SET preview = :preview, previewKey = :key' : 'SET preview = :preview',
      // A preview that was stored is never taken back by an invocation that knows less. The write is repeated under the
      // same key: comparing whole maps is not the same everywhere. A purge removes the preview after its claim.
      condition:
        'providerVoiceId = :id AND attribute_not_exists(purgeClaim) AND ' +
        (previewKey
          ? '(attribute_exists(preview.#missing) OR previewKey = :key)'
          : 'attribute_exists(preview.#missing)'),
      names: { '#missing': 'missing' },
      values: { ':preview': preview, ':id': providerVoiceId, ...(previewKey && { ':key': previewKey }) },
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
      ...{ '#status': 'status', '#run': 'run', '#sequence': 'sequence' },
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
    { voiceId, run }: VoiceRecord,
    { at, by, purgeAt }: { at: Date; by: string; purgeAt: Date },
  ): Promise<void> {
    await this.#update(voiceId, {
      update: 'SET deleteRequested = if_not_exists(deleteRequested, :deletion), updatedAt = :now',
      condition: '#status = :creating AND #run = :run',
      names: { '#status': 'status', '#run': 'run' },
      values: {
        ':creating': 'CREATING',
        ':run': run,
        ':now': at.toISOString(),
        ':deletion': { at: at.toISOString(), by, purgeAt: purgeAt.toISOString() },
      },
    });
  }

  async bringPurgeForward(record: VoiceRecord, now: Date): Promise<void> {
    const { voiceId, status, run, sequence } = record;
    const purgeAt = status === 'CREATING' ? 'deleteRequested.purgeAt' : 'purgeAt';
    await this.#update(voiceId, {
      update: `SET ${purgeAt} = :purgeAt, updatedAt = :now`,
      condition: `#status = :status AND #run = :run AND #sequence = :sequence AND ${purgeAt} > :purgeAt`,
      names: { '#status': 'status', '#run': 'run', '#sequence': 'sequence' },
      values: {
        ':status': status,
        ':run': run,
        ':sequence': sequence,
        ':purgeAt': purgeAtForGood(record, now),
        ':now': now.toISOString(),
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

  /** A write of the claim's holder, on an attempt in this state and without a voice. */
  async #updateClaimed(
    claim: Claim,
    state: Attempt['state'],
    { update, values }: Pick<Update, 'update' | 'values'>,
  ): Promise<void> {
    await this.#update(claim.voiceId, {
      update,
      condition:
        'attempts.#attempt.claimId = :claimId AND attempts.#attempt.#state = :before ' +
        'AND attribute_not_exists(providerVoiceId)',
      names: { '#attempt': String(claim.attempt), '#state': 'state' },
      values: { ...values, ':claimId': claim.claimId, ':before': state },
    });
  }

  async #put(
    item: Record<string, unknown>,
    condition: string,
    parts: { names?: Record<string, string>; values?: Record<string, unknown> },
  ): Promise<void> {
    await orLostRace(
      this.#dynamo.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: marshalled(item),
          ConditionExpression: condition,
          ...(parts.names && { ExpressionAttributeNames: parts.names }),
          ...(parts.values && { ExpressionAttributeValues: marshalled(parts.values) }),
        }),
      ),
      String(item.voiceId),
    );
  }

  #update(voiceId: string, update: Update): Promise<void> {
    return updateItem(this.#dynamo, this.#table, voiceId, update);
  }
}
