import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isHeld } from '../voice/holds.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { updateItem } from './items.ts';

export type PurgeClaim = NonNullable<VoiceRecord['purgeClaim']>;

/** Voices that a purge may take: `due` ones, or a `named` deleted voice at any time. */
export const purgeScopes = ['due', 'named'] as const;
export type PurgeScope = (typeof purgeScopes)[number];

export interface PurgeClaims {
  /**
   * Claims a voice for a purge. After that it can only be purged. A claim is never released; another purge can take it over
   * after `until`, and its holder can claim again.
   *
   * @throws LostRaceError if the voice may not be purged, an alias holds it, it changed after it was read, or has another claim
   */
  claim(record: VoiceRecord, claim: PurgeClaim, scope: PurgeScope, now: Date): Promise<void>;

  /** Records that the provider no longer has a voice. @throws LostRaceError if another claim holds the record */
  recordGone(record: VoiceRecord, claimId: string, providerVoiceId: string): Promise<void>;
}

/** Applies the rule of `claim` to a record that was read. Only the conditional write decides. */
export function mayBePurged(record: VoiceRecord, claimId: string, scope: PurgeScope, now: Date): boolean {
  const time = now.toISOString();
  const { purgeClaim, purgeAt, status } = record;
  if (isHeld(record)) return false;
  if (purgeClaim && purgeClaim.id !== claimId && purgeClaim.until > time) return false;
  switch (status) {
    case 'DELETED':
    case 'EXPIRED':
      return scope === 'named' || (purgeAt !== null && purgeAt <= time);
    case 'UNDEPLOYED':
      return purgeAt !== null && purgeAt <= time;
    default:
      return false;
  }
}

const unchanged = '#run = :run AND #sequence = :sequence';
const unheld = 'attribute_not_exists(holds)';
const free = 'attribute_not_exists(purgeClaim) OR purgeClaim.#until <= :now OR purgeClaim.id = :id';
const may: Readonly<Record<PurgeScope, string>> = {
  due: '#status IN (:deleted, :expired, :undeployed) AND purgeAt <= :now',
  named: '#status IN (:deleted, :expired) OR (#status = :undeployed AND purgeAt <= :now)',
};

/** Claims in the records of the DynamoDB table. */
export class DynamoPurgeClaims implements PurgeClaims {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async claim(record: VoiceRecord, claim: PurgeClaim, scope: PurgeScope, now: Date): Promise<void> {
    await updateItem(this.#dynamo, this.#table, record.voiceId, {
      update: 'SET purgeClaim = :claim',
      condition: `${unchanged} AND ${unheld} AND (${may[scope]}) AND (${free})`,
      names: { '#status': 'status', '#run': 'run', '#sequence': 'sequence', '#until': 'until' },
      values: {
        ':claim': claim,
        ':id': claim.id,
        ':run': record.run,
        ':sequence': record.sequence,
        ':now': now.toISOString(),
        ':deleted': 'DELETED',
        ':expired': 'EXPIRED',
        ':undeployed': 'UNDEPLOYED',
      },
    });
  }

  async recordGone({ voiceId }: VoiceRecord, claimId: string, providerVoiceId: string): Promise<void> {
    await updateItem(this.#dynamo, this.#table, voiceId, {
      update: 'SET purgeClaim.gone = list_append(if_not_exists(purgeClaim.gone, :none), :ids)',
      condition: 'purgeClaim.id = :id',
      values: { ':none': [], ':ids': [providerVoiceId], ':id': claimId },
    });
  }
}
