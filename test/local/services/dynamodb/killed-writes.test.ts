import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Dynalite } from '../../../../local/services/dynamodb/dynalite.ts';
import { readDescription } from '../../../../local/services/dynamodb/table-definition.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const TableName = 'Voices';
const keySchema = (hash: string, range?: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
];
const table = {
  TableName,
  AttributeDefinitions: ['voiceId', 'status'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: keySchema('voiceId'),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byStatus',
      KeySchema: keySchema('status', 'voiceId'),
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
};
const itemCount = 5;
const page = z.object({
  Items: z.array(z.object({ voiceId: z.object({ S: z.string() }), status: z.object({ S: z.string() }) })),
});

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

async function withTable<Result>(work: (dynalite: Dynalite) => Promise<Result>): Promise<Result> {
  const dynalite = new Dynalite(folder.path);
  await dynalite.open();
  try {
    return await work(dynalite);
  } finally {
    await dynalite.close();
  }
}

/** Updates items in another process, and kills it. */
async function killWhileUpdating(milliseconds: number): Promise<void> {
  const script = join(import.meta.dirname, '..', 'support', 'update-items-forever.ts');
  const child = spawn(process.execPath, [script, folder.path, TableName, String(itemCount)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  await wait(milliseconds);
  child.kill('SIGKILL');
  await exited;
}

describe('a process that is killed while it updates items', () => {
  it('leaves indexes that agree with the items, without a rebuild', async () => {
    await withTable(async (dynalite) => {
      await dynalite.call('CreateTable', table);
      const describe = async () => readDescription(await dynalite.call('DescribeTable', { TableName }));
      while ((await describe()).status !== 'ACTIVE') await turn();
    });
    for (const milliseconds of [0, 3, 10, 30]) {
      await killWhileUpdating(milliseconds);
      await withTable(async (dynalite) => {
        const stored = page.parse(await dynalite.call('Scan', { TableName })).Items;
        const indexed = page.parse(await dynalite.call('Scan', { TableName, IndexName: 'byStatus' })).Items;
        const byId = (items: typeof stored) =>
          items.map(({ voiceId, status }) => `${voiceId.S} ${status.S}`).sort();
        expect(stored).toHaveLength(itemCount);
        expect(byId(indexed)).toEqual(byId(stored));
      });
    }
  });
});
