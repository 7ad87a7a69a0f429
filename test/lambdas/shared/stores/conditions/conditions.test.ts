import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { filesBelow } from '../../../../../scripts/house/source-files.ts';
import { writeCases } from './all-writes.ts';
import { checkWrite, conditionsOf } from './write-case.ts';

describe('a conditional write', () => {
  it.each(writeCases.map((write, index) => [write.name, index] as const))(
    'is carried out or refused as its item demands: %s',
    async (_, index) => {
      const write = writeCases[index];
      expect(write).toBeDefined();
      if (write) await expect(checkWrite(write)).resolves.toBeUndefined();
    },
  );
});

/** Files whose conditions are built elsewhere. */
const builders = ['items.ts'];

it('every store with a condition has cases for all of its conditions', async () => {
  const conditions = new Map<string, Set<string>>();
  for (const write of writeCases) {
    const [store = ''] = write.name.split('.');
    const known = conditions.get(store) ?? new Set();
    for (const condition of await conditionsOf(write)) known.add(`${write.name}: ${condition}`);
    conditions.set(store, known);
  }
  for (const file of filesBelow(['lambdas/shared/stores'])) {
    const name = file.split('/').at(-1) ?? '';
    const sites =
      readFileSync(file, 'utf8').match(/\b(?<!Key)(?:condition|ConditionExpression): ?(?!string)/g) ?? [];
    if (sites.length === 0 || builders.includes(name)) continue;
    const store = name.replace('.ts', '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const found = conditions.get(store)?.size ?? 0;
    expect([store, found >= sites.length, sites.length]).toEqual([store, true, sites.length]);
  }
});
