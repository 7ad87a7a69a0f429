import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { VoiceRecord } from '../voice/record.ts';
import { updateItem } from './items.ts';

export type PurgeClaim = NonNullable<VoiceRecord['purgeClaim']>;

/** Which voices may be purged: those whose time has come, or, for one that was named, a deleted one at any time. */
export const purgeScopes = ['due', 'named'] as const;
export type PurgeScope = (typeof purgeScopes)[number];

export interface PurgeClaims {
  /**
   * Claims a voice for a purge: from here on nothing can happen to it but that. Never released, only taken over once
   * `until` has passed; who holds it may claim again.
   *
   * @throws LostRaceError unless the voice may be purged, is as it was read, and is nobody else's
   */
  claim(record: VoiceRecord, claim: PurgeClaim, scope: PurgeScope, now: Date): Promise<void>;

  /** Records that a voice is gone from the provider. @throws LostRaceError if the claim is another's */
  recordGone(record: VoiceRecord, claimId: string, providerVoiceId: string): Promise<void>;
}

/** The same rule, on a record that was read: only the claim's own write decides. */
export function mayBePurged(record: VoiceRecord, claimId: string, scope: PurgeScope, now: Date): boolean {
  const time = now.toISOString();
  const { purgeClaim, purgeAt, status } = record;
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

const unmoved = '#run = :run AND #sequence = :sequence';
const free = 'attribute_not_exists(purgeClaim) OR purgeClaim.#until <= :now OR purgeClaim.id = :id';
const may: Readonly<Record<PurgeScope, string>> = {
  due: '#status IN (:deleted, :expired, :undeployed) AND purgeAt <= :now',
  named: '#status IN (:deleted, :expired) OR (#status = :undeployed AND purgeAt <= :now)',
};

/** Claims as attributes of the records in the one DynamoDB table. */
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
      condition: `${unmoved} AND (${may[scope]}) AND (${free})`,
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
