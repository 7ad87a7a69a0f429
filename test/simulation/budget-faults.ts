import type { CallFaults, EdgeParts, Process } from './process.ts';
import type { MemoryTable, TableOperation } from './table/memory-table.ts';

/** Returns the key of the budget that a call to the table reads or changes; null for another item. */
export function budgetKeyOf(input: object): string | null {
  const key = String(Object(input).Key?.voiceId?.S);
  return key.startsWith('BUDGET#') ? key : null;
}

/** Adds the faults of a function that takes the slot of a create to a call to the table. */
export function withBudgetFaults(
  process: Process,
  operation: TableOperation,
  input: object,
  call: () => Promise<unknown>,
  { faults, time, random, table }: EdgeParts & { readonly table: MemoryTable },
): () => Promise<unknown> {
  const key = operation === 'UpdateItem' ? budgetKeyOf(input) : null;
  if (key === null || process.name !== 'create-voice' || !isCreate(input)) return call;
  return async () => {
    if (faults.strikes('budget: many creates queued'))
      await queueUntil(time.now() + random.between(6_000, 180_000), key, table);
    const answer = await call();
    if (faults.strikes('create: dies after its slot is taken')) process.die('Runtime.ExitError');
    return answer;
  };
}

/** Returns true for a write that takes the slot of a create. Other calls that use the lane of creates check for a hold. */
function isCreate(input: object): boolean {
  return Object.keys(Object(input).ExpressionAttributeNames ?? {}).join() === '#cursor';
}

/** Takes all slots of creates until a moment, like many voices that are requested at once. */
async function queueUntil(timeMs: number, key: string, table: MemoryTable): Promise<void> {
  const change = {
    TableName: table.name,
    Key: { voiceId: { S: key } },
    UpdateExpression: 'SET creates = :cursor',
    ConditionExpression: 'attribute_not_exists(creates) OR creates < :cursor',
    ExpressionAttributeValues: { ':cursor': { N: String(Math.floor(timeMs * 1_000)) } },
  };
  // The condition fails if as many slots are taken already.
  await table.call('UpdateItem', change).catch(() => undefined);
}

/** Returns the faults of a call to the table, which may reach every item but the budgets. */
export function withBudgetOutage(faults: CallFaults, input: object, isBudgetDown: () => boolean): CallFaults {
  const { isDown } = faults;
  if (budgetKeyOf(input) === null) return faults;
  return { ...faults, isDown: () => isBudgetDown() || (isDown?.() ?? false) };
}
