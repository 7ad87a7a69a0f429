import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Attempt, Reason, Warning } from '../voice/record.ts';
import { recordMadeExpressions } from '../voice/transition-expressions.ts';
import { changedAt, changedAtValues } from './changed-at.ts';
import { type Update, updateItem } from './items.ts';

/** The claim that one invocation holds on one attempt. Its writes are conditional on it. */
export interface Claim {
  readonly voiceId: string;
  readonly run: number;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  readonly claimId: string;
  readonly claimedAt: Date;
}

/** The account that an attempt is sent with. The attempt keeps it because the provider secret can change before the answer. */
export interface ClaimAccount {
  /** Id of the provider key, see `providerKeyId`. */
  readonly keyId: string;
  /** Host and port of the provider. */
  readonly host: string;
  /** Seconds that the provider may take for a request to that host. */
  readonly providerSeconds: number;
}

/** The provider's answer to a create. */
export interface MadeVoice {
  readonly providerVoiceId: string;
  readonly requestId: string | null;
  readonly usageCount: number | null;
  /** Replaces the record's warnings; absent if they do not change. */
  readonly warnings?: readonly Warning[];
  /** The voice was found by its name in the provider's list. */
  readonly adopted?: true;
  /** The key of the attempt that made it; undefined if the attempt has none. */
  readonly keyId?: string | undefined;
}

/** Attempts to create a voice, stored in the voice's record. Each method is one conditional write that can be repeated. */
export interface AttemptStore {
  /** Reserves the first attempt. @throws LostRaceError if the record already has an attempt, or another run */
  reserveAttempt(voice: { voiceId: string; run: number }, token: string, name: string): Promise<void>;

  /** Reserves the attempt after one proved absent. @throws LostRaceError if it exists already, or another run */
  reserveNextAttempt(voice: { voiceId: string; run: number }, number: number, name: string): Promise<void>;

  /**
   * Keeps the slot that a reserved attempt waits for. A later call replaces the slot.
   * @throws LostRaceError unless the attempt is `RESERVED` and the run is current
   */
  keepSlot(voice: { voiceId: string; run: number }, number: number, slotAt: Date): Promise<void>;

  /**
   * Claims an attempt. Only the holder of the claim may send it, with this account.
   * @throws LostRaceError unless the attempt is `RESERVED`, the run is current and no deletion is requested
   */
  claim(claim: Claim, account: ClaimAccount): Promise<void>;

  /** Releases an attempt whose request was certainly not executed. @throws LostRaceError if another claim holds it */
  release(claim: Claim, now: Date): Promise<void>;

  /**
   * Records that the outcome of a sent request is unknown.
   *
   * @param warnings replace the record's warnings; absent if they do not change
   * @throws LostRaceError if another claim holds the attempt
   */
  recordUnknown(
    claim: Claim,
    requestId: string | null,
    now: Date,
    warnings?: readonly Warning[],
  ): Promise<void>;

  /** Records the times of clean scans that did not list the attempt's voice. @throws LostRaceError unless `UNKNOWN` */
  recordAbsence(claim: Claim, absences: readonly Date[]): Promise<void>;

  /** Records that the attempt is proved to have made no voice. @throws LostRaceError unless `UNKNOWN` */
  recordAbsent(claim: Claim, now: Date): Promise<void>;

  /** Records the voice that the attempt made. @throws LostRaceError if another claim holds the attempt */
  recordMade(claim: Claim, made: MadeVoice, now: Date): Promise<void>;

  /** Records that the provider refused the request. The workflow changes the status. @throws LostRaceError */
  recordRefused(claim: Claim, reason: Reason, requestId: string | null, now: Date): Promise<void>;

  /**
   * Records a second voice that an attempt made. It never replaces the record's voice.
   * @throws LostRaceError if it is recorded already, or the attempt does not exist
   */
  recordExtraVoice(voiceId: string, attempt: string, providerVoiceId: string): Promise<void>;
}

/** Attempts in the records of the DynamoDB table. */
export class DynamoAttemptStore implements AttemptStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
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

  async keepSlot(voice: { voiceId: string; run: number }, number: number, slotAt: Date): Promise<void> {
    await this.#update(voice.voiceId, {
      update: 'SET attempts.#attempt.slotAt = :slotAt',
      condition:
        '#run = :run AND attempts.#attempt.#state = :reserved AND attribute_not_exists(providerVoiceId)',
      names: { '#run': 'run', '#state': 'state', '#attempt': String(number) },
      values: { ':run': voice.run, ':reserved': 'RESERVED', ':slotAt': slotAt.toISOString() },
    });
  }

  async claim(claim: Claim, { keyId, host, providerSeconds }: ClaimAccount): Promise<void> {
    await this.#update(claim.voiceId, {
      update:
        `SET #status = :creating, ${changedAt}, attempts.#attempt.#state = :inFlight, ` +
        'attempts.#attempt.claimId = :claimId, attempts.#attempt.claimedAt = :now, ' +
        'attempts.#attempt.keyId = :keyId, attempts.#attempt.host = :host, ' +
        'attempts.#attempt.providerSeconds = :providerSeconds REMOVE attempts.#attempt.slotAt',
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
        ...changedAtValues(claim.claimedAt),
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
        changedAt,
      condition: 'attempts.#attempt.claimId = :claimId AND attempts.#attempt.#state = :inFlight',
      names: { '#attempt': String(claim.attempt), '#state': 'state' },
      values: {
        ':reserved': 'RESERVED',
        ':inFlight': 'IN_FLIGHT',
        ':one': 1,
        ':claimId': claim.claimId,
        ...changedAtValues(now),
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
        `SET attempts.#attempt.#state = :unknown, attempts.#attempt.requestId = :requestId, ${changedAt}` +
        (warnings ? ', warnings = :warnings' : ''),
      values: {
        ':unknown': 'UNKNOWN',
        ':requestId': requestId ?? '',
        ...changedAtValues(now),
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
      update: `SET attempts.#attempt.#state = :absent, ${changedAt}`,
      values: { ':absent': 'ABSENT', ...changedAtValues(now) },
    });
  }

  async recordMade(claim: Claim, made: MadeVoice, now: Date): Promise<void> {
    await this.#update(claim.voiceId, {
      ...recordMadeExpressions([
        changedAt,
        'attempts.#attempt.requestId = :requestId',
        'attempts.#attempt.usageCount = :usageCount',
        ...(made.adopted ? ['attempts.#attempt.adopted = :adopted'] : []),
        ...(made.warnings ? ['warnings = :warnings'] : []),
        ...(made.keyId === undefined ? [] : ['keyId = :keyId']),
      ]),
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
        ...changedAtValues(now),
      },
    });
  }

  async recordRefused(claim: Claim, reason: Reason, requestId: string | null, now: Date): Promise<void> {
    await this.#update(claim.voiceId, {
      update:
        `SET reason = :reason, ${changedAt}, attempts.#attempt.#state = :refused, ` +
        'attempts.#attempt.requestId = :requestId',
      condition: 'attempts.#attempt.claimId = :claimId AND attribute_not_exists(providerVoiceId)',
      names: { '#attempt': String(claim.attempt), '#state': 'state' },
      values: {
        ':reason': reason,
        ':refused': 'REFUSED',
        ':requestId': requestId ?? '',
        ':claimId': claim.claimId,
        ...changedAtValues(now),
      },
    });
  }

  async recordExtraVoice(voiceId: string, attempt: string, providerVoiceId: string): Promise<void> {
    const extra = 'attempts.#attempt.extraVoiceIds';
    await this.#update(voiceId, {
      update: `SET ${extra} = list_append(if_not_exists(${extra}, :none), :ids)`,
      condition: `attribute_exists(attempts.#attempt) AND NOT contains(${extra}, :id)`,
      names: { '#attempt': attempt },
      values: { ':none': [], ':ids': [providerVoiceId], ':id': providerVoiceId },
    });
  }

  /** Updates an attempt that this claim holds, that is in the given state and has no voice. */
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

  #update(voiceId: string, update: Update): Promise<void> {
    return updateItem(this.#dynamo, this.#table, voiceId, update);
  }
}
