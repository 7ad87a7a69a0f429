import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyItems } from '../../../cli/keys/key-items.ts';
import { makeKey } from '../../../cli/keys/make-key.ts';
import { makeHandler } from '../../../lambdas/authorize-request/handler.ts';
import { DynamoKeyStore } from '../../../lambdas/shared/keys.ts';
import { startTable, type TestTable } from '../../support/dynalite.ts';

const now = new Date('2026-11-29T12:00:00.000Z');
const ann = makeKey({ owner: 'ann', scopes: ['read', 'write'] }, now);
const bob = makeKey({ owner: 'bob', scopes: ['admin'] }, now);
const methodArn = 'arn:aws:execute-api:eu-central-1:123456789012:abc123/v1/POST/voices';

let table: TestTable;
let keys: KeyItems;
beforeAll(async () => {
  table = await startTable();
  keys = new KeyItems({ output: () => table.table, clientConfig: () => table.place });
  await keys.put(ann.item);
  await keys.put(bob.item);
});
afterAll(() => table.stop());

const authorize = (event: unknown) =>
  makeHandler(() => ({ keys: new DynamoKeyStore(table.client, table.table) }))(event);
const request = (values: readonly string[], name = 'Authorization') =>
  authorize({
    type: 'REQUEST',
    methodArn,
    headers: values.length > 0 ? { [name]: values.at(-1) } : {},
    multiValueHeaders: { [name]: values },
  });
const put = (item: Readonly<Record<string, unknown>>) =>
  table.client.send(new PutItemCommand({ TableName: table.table, Item: marshall(item) }));

describe('the authorizer', () => {
  it.each(['Bearer', 'bearer', 'BEARER  '])('admits a known key to the stage (%s)', async (scheme) => {
    expect(await request([`${scheme} ${ann.key}`], 'authorization')).toEqual({
      principalId: 'ann',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'execute-api:Invoke',
            Resource: 'arn:aws:execute-api:eu-central-1:123456789012:abc123/v1/*',
          },
        ],
      },
      context: { owner: 'ann', scopes: 'read write', keyId: ann.item.keyId },
    });
  });

  it.each([
    ['nothing', []],
    ['an empty header', ['']],
    ['the key alone', [ann.key]],
    ['another scheme', [`Basic ${ann.key}`]],
    ['a scheme without a key', ['Bearer ']],
    ['an unknown key', [`Bearer ${makeKey({ owner: 'ann', scopes: ['read'] }, now).key}`]],
    ['a hash instead of a key', [`Bearer ${ann.item.voiceId.slice(4)}`]],
    ['the name of an item instead of a key', [`Bearer ${ann.item.voiceId}`]],
    ['a key cut short', [`Bearer ${ann.key.slice(0, -1)}`]],
    ['a key with more text', [`Bearer ${ann.key} x`]],
    ['two keys', [`Bearer ${ann.key}`, `Bearer ${bob.key}`]],
    ['a key of a kilobyte', [`Bearer vdk_${'a'.repeat(1_024)}`]],
  ])('rejects %s without a reason', async (_, values) => {
    await expect(request(values)).rejects.toThrow(/^Unauthorized$/);
  });

  it('rejects a request without headers', async () => {
    await expect(authorize({ methodArn, headers: null })).rejects.toThrow('Unauthorized');
  });

  it('rejects a key as soon as it is revoked, and admits a new key at once', async () => {
    const { key, item } = makeKey({ owner: 'cy', scopes: ['read'] }, now);
    await keys.put(item);
    expect((await request([`Bearer ${key}`])).context).toMatchObject({ owner: 'cy', scopes: 'read' });
    await keys.delete(item.voiceId);
    await expect(request([`Bearer ${key}`])).rejects.toThrow(/^Unauthorized$/);
    const next = makeKey({ owner: 'cy', scopes: ['read'] }, now);
    await keys.put(next.item);
    expect((await request([`Bearer ${next.key}`])).context).toMatchObject({ keyId: next.item.keyId });
  });

  it('reads the key with one consistent read per request', async () => {
    const sent: unknown[] = [];
    const client = new DynamoDBClient(table.place);
    client.middlewareStack.add((next) => (args) => {
      sent.push(args.input);
      return next(args);
    });
    const counting = makeHandler(() => ({ keys: new DynamoKeyStore(client, table.table) }));
    const headers = { Authorization: `Bearer ${bob.key}` };
    for (let i = 0; i < 2; i += 1) await counting({ methodArn, headers });
    const read = {
      TableName: table.table,
      Key: marshall({ voiceId: bob.item.voiceId }),
      ConsistentRead: true,
    };
    expect(sent).toEqual([read, read]);
  });

  it.each([
    ['no owner', { owner: undefined }, 'owner'],
    ['an unknown scope', { scopes: ['sk-secret'] }, 'scopes'],
    ['no scope', { scopes: [] }, 'scopes'],
    ['another id, with which it could not be revoked', { keyId: 'sk-secret' }, 'keyId'],
    ['no status, which lists need', { status: undefined }, 'status'],
    ['no time', { createdAt: 'sk-secret' }, 'createdAt'],
  ])('fails on an item with %s and names the item, but none of its values', async (_, odd, where) => {
    const { key, item } = makeKey({ owner: 'ann', scopes: ['read'] }, now);
    await put(JSON.parse(JSON.stringify({ ...item, ...odd })));
    await expect(request([`Bearer ${key}`])).rejects.toMatchObject({
      name: 'UnreadableKeyError',
      message: `the item of ${item.keyId} does not parse at: ${where}`,
    });
  });
});
