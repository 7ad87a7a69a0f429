import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { aliasItems, auditionItems } from '../../lambdas/shared/contract.ts';
import { parseAudition } from '../../lambdas/shared/stores/auditions.ts';
import { type AliasRecord, aliasRecord, hasWork } from '../../lambdas/shared/voice/alias.ts';
import { abandonedAfterSeconds } from '../../lambdas/shared/voice/alias-changes.ts';
import type { AuditionRecord } from '../../lambdas/shared/voice/audition-record.ts';
import { voiceIdSchema } from '../../lambdas/shared/voice/ids.ts';
import { type VoiceRecord, voiceRecord } from '../../lambdas/shared/voice/record.ts';
import { clientSettings, type RunningStack } from '../../scripts/running-stack.ts';

/** The voices, auditions and aliases of a running stack, as its table has them. */
export interface StoredItems {
  readonly voices: readonly VoiceRecord[];
  readonly auditions: readonly AuditionRecord[];
  readonly aliases: readonly AliasRecord[];
  /** Partitions of the index `byAnnouncing`, by the keys of their items. */
  readonly announcing: ReadonlyMap<string, string>;
}

/** Reads the whole table. */
export async function storedItems(note: RunningStack): Promise<StoredItems> {
  const dynamo = new DynamoDBClient(clientSettings(note));
  try {
    const items: Record<string, unknown>[] = [];
    const TableName = note.outputs.VoicesTableName ?? '';
    for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName, ConsistentRead: true }))
      items.push(...Items.map((item) => unmarshall(item)));
    const ofKind = (prefix: string) => items.filter(({ voiceId }) => String(voiceId).startsWith(prefix));
    return {
      voices: items
        .filter(({ voiceId }) => voiceIdSchema.safeParse(voiceId).success)
        .map((item) => voiceRecord.parse(item)),
      auditions: ofKind(auditionItems.prefix).map(parseAudition),
      aliases: ofKind(aliasItems.prefix).map((item) => aliasRecord.parse(item)),
      announcing: new Map(
        items.flatMap(({ voiceId, announcing }) =>
          typeof announcing === 'string' ? [[String(voiceId), announcing]] : [],
        ),
      ),
    };
  } finally {
    dynamo.destroy();
  }
}

/** Returns the keys of the auditions and aliases with unfinished work. */
export function unfinishedItems({ announcing, aliases }: StoredItems): string[] {
  const unfinished = [...announcing].filter(
    ([, partition]) => partition === auditionItems.work || partition === aliasItems.work,
  );
  const waiting = new Set(aliases.filter(isAbandonedMove).map(({ alias }) => aliasItems.prefix + alias));
  return unfinished.map(([key]) => key).filter((key) => !waiting.has(key));
}

/**
 * True for an alias whose only work is to give up a move that a kill has interrupted. Recovery does that two minutes later,
 * because the function of the move could still run.
 */
function isAbandonedMove(record: AliasRecord): boolean {
  const moves = Object.values(record.moving);
  const youngest = Math.min(...moves.map(({ at }) => Date.parse(at)));
  const isYoung = youngest > Date.now() - 2 * abandonedAfterSeconds * 1_000;
  return moves.length > 0 && isYoung && !hasWork({ ...record, moving: {} });
}
