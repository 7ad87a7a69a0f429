import { AssertionError } from 'node:assert';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoAccountStore } from '../../../../../lambdas/shared/stores/accounts.ts';
import { DynamoAliasStore } from '../../../../../lambdas/shared/stores/aliases.ts';
import { DynamoAttemptStore } from '../../../../../lambdas/shared/stores/attempts.ts';
import { DynamoAuditionStore } from '../../../../../lambdas/shared/stores/auditions.ts';
import { DynamoBudgetStore } from '../../../../../lambdas/shared/stores/budget.ts';
import { DynamoCandidateStore } from '../../../../../lambdas/shared/stores/candidates.ts';
import { DynamoHoldStore } from '../../../../../lambdas/shared/stores/holds.ts';
import { DynamoIdempotencyStore } from '../../../../../lambdas/shared/stores/idempotency-keys.ts';
import { DynamoParkedVoices } from '../../../../../lambdas/shared/stores/parked-voices.ts';
import { DynamoPlaceCounter } from '../../../../../lambdas/shared/stores/places.ts';
import { DynamoProviderVoiceStore } from '../../../../../lambdas/shared/stores/provider-voices.ts';
import { DynamoPurgeClaims } from '../../../../../lambdas/shared/stores/purges.ts';
import { DynamoReconciliationStore } from '../../../../../lambdas/shared/stores/reconciliation.ts';
import { DynamoScanStore } from '../../../../../lambdas/shared/stores/scans.ts';
import { DynamoSweeps } from '../../../../../lambdas/shared/stores/sweeps.ts';
import { DynamoVoiceStore } from '../../../../../lambdas/shared/stores/voices.ts';
import { AwsError } from '../../../../../local/core/aws-error.ts';
import { stack } from '../../../../simulation/simulated-account.ts';
import { memoryDynamo, type TableCall } from '../../../../simulation/table/memory-dynamo.ts';
import { MemoryTable } from '../../../../simulation/table/memory-table.ts';

export const now = new Date('2026-03-01T12:00:00.000Z');
export const later = new Date(now.getTime() + 3_600_000);
export const earlier = new Date(now.getTime() - 3_600_000);

export type Item = Readonly<Record<string, unknown>>;

/** A conditional write of a store, and the items on which it must be carried out or refused. */
export interface WriteCase {
  /** Store and operation. */
  readonly name: string;
  readonly write: (stores: Stores) => Promise<unknown>;
  /** Items on which the write is carried out; null for a table without the item. */
  readonly accepts: Readonly<Record<string, Item | null>>;
  readonly refuses: Readonly<Record<string, Item | null>>;
  /** Items that another writer puts between the store's read of the first accepted item and the write, which is refused. */
  readonly refusesAfterRead?: Readonly<Record<string, Item | null>>;
  /** True for a write that follows the refusal of another one in the same operation. */
  readonly followsRefusal?: true;
}

export type Stores = ReturnType<typeof storesOn>;

function storesOn(call: TableCall) {
  const parts = [memoryDynamo(call), 'Table'] as const;
  return {
    accounts: new DynamoAccountStore(...parts),
    aliases: new DynamoAliasStore(...parts),
    attempts: new DynamoAttemptStore(...parts),
    auditions: new DynamoAuditionStore(...parts),
    budget: new DynamoBudgetStore(...parts),
    candidates: new DynamoCandidateStore(...parts),
    holds: new DynamoHoldStore(...parts, () => now),
    idempotencyKeys: new DynamoIdempotencyStore(...parts),
    parkedVoices: new DynamoParkedVoices(...parts),
    places: new DynamoPlaceCounter(...parts),
    providerVoices: new DynamoProviderVoiceStore(...parts),
    purges: new DynamoPurgeClaims(...parts),
    reconciliation: new DynamoReconciliationStore(...parts),
    scans: new DynamoScanStore(...parts),
    sweeps: new DynamoSweeps(...parts),
    voices: new DynamoVoiceStore(...parts),
  };
}

/** Returns the condition that takes the place of a write's own. */
export type Change = (condition: string) => string;

/** The write was refused. Some stores would otherwise read and try again without an end. */
class ConditionFailedError extends Error {
  override readonly name = 'ConditionFailedError';
}

async function put(table: MemoryTable, item: Item | null): Promise<void> {
  if (item) {
    const Item = marshall(item, { removeUndefinedValues: true });
    await table.call('PutItem', { TableName: table.name, Item });
    return;
  }
  for (const stored of table.items()) {
    const { voiceId } = Object(stored);
    await table.call('DeleteItem', { TableName: table.name, Key: { voiceId } });
  }
}

/**
 * Carries out a write.
 *
 * @param swapped takes the place of the item before the first conditional write
 * @returns its conditions, and true if one held
 */
async function carryOut(
  { write, followsRefusal }: WriteCase,
  item: Item | null,
  change: Change,
  swapped: Item | null | undefined = undefined,
) {
  const table = new MemoryTable({ ...stack.table, logicalId: 'Table' });
  await put(table, item);
  const conditions: string[] = [];
  let holds = false;
  const stores = storesOn(async (operation, input) => {
    const { ConditionExpression: condition } = Object(input);
    if (typeof condition !== 'string') return table.call(operation, input);
    conditions.push(condition);
    if (conditions.length === 1 && swapped !== undefined) await put(table, swapped);
    try {
      const output = await table.call(operation, { ...input, ConditionExpression: change(condition) });
      holds = true;
      return output;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw followsRefusal && conditions.length === 1 ? error : new ConditionFailedError();
    }
  });
  try {
    await write(stores);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
  }
  return { conditions, holds };
}

const unchanged: Change = (condition) => condition;

/** Returns the conditions that a write sends. */
export async function conditionsOf(write: WriteCase): Promise<string[]> {
  const found = new Set<string>();
  for (const item of Object.values(write.accepts))
    for (const condition of (await carryOut(write, item, unchanged)).conditions) found.add(condition);
  return [...found];
}

/** @throws AssertionError if a write is refused that must be carried out, or the reverse */
export async function checkWrite(write: WriteCase, change: Change = unchanged): Promise<void> {
  for (const [text, item] of Object.entries(write.accepts)) {
    if (!(await carryOut(write, item, change)).holds)
      throw new AssertionError({ message: `${write.name} is refused on ${text}` });
  }
  for (const [text, item] of Object.entries(write.refuses)) {
    if ((await carryOut(write, item, change)).holds)
      throw new AssertionError({ message: `${write.name} is carried out on ${text}` });
  }
  const [first = null] = Object.values(write.accepts);
  for (const [text, item] of Object.entries(write.refusesAfterRead ?? {})) {
    if ((await carryOut(write, first, change, item)).holds)
      throw new AssertionError({ message: `${write.name} is carried out on ${text}` });
  }
}
