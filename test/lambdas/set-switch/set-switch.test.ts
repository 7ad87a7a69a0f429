import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/set-switch/handler.ts';
import { DynamoSwitches } from '../../../lambdas/shared/stores/switches.ts';
import { discardingLog } from '../../support/discarding-log.ts';
import { startTable, type TestTable } from '../../support/dynalite.ts';
import { type EventParts, proxyEvent } from '../../support/http-events.ts';

let table: TestTable;
let switches: DynamoSwitches;
beforeAll(async () => {
  table = await startTable();
  switches = new DynamoSwitches(table.client, table.table);
});
afterAll(() => table.stop());

async function put(name: string, body: object, parts: EventParts = {}) {
  const event = proxyEvent({
    method: 'PUT',
    path: `/switches/${name}`,
    pathParameters: { name },
    scopes: 'admin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...parts,
  });
  const response = await makeHandler(() => ({ switches }), discardingLog)(event);
  return { status: response.statusCode, body: JSON.parse(response.body) };
}

describe('PUT /switches/{name}', () => {
  it('sets one switch, leaves the other, and can be repeated', async () => {
    const off = { status: 200, body: { creates: false, deletes: true } };
    expect(await put('creates', { on: false })).toEqual(off);
    expect(await put('creates', { on: false })).toEqual(off);
    expect(await put('deletes', { on: false })).toEqual({
      status: 200,
      body: { creates: false, deletes: false },
    });
    expect(await put('creates', { on: true })).toEqual({
      status: 200,
      body: { creates: true, deletes: false },
    });
    expect(await switches.read()).toEqual({ creates: true, deletes: false });
  });

  it.each<[string, string, object, EventParts, number, string]>([
    ['an unknown switch', 'purges', { on: true }, {}, 404, 'not_found'],
    ['an inherited name', 'constructor', { on: true }, {}, 404, 'not_found'],
    ['another type', 'creates', { on: 'yes' }, {}, 400, 'invalid_request'],
    ['a missing field', 'creates', {}, {}, 400, 'invalid_request'],
    ['an unknown field', 'creates', { on: true, until: 1 }, {}, 400, 'invalid_request'],
    ['a list', 'creates', [], {}, 400, 'invalid_request'],
    ['a parameter', 'creates', { on: true }, { query: { dryRun: ['true'] } }, 400, 'invalid_request'],
    ['a key without admin', 'creates', { on: true }, { scopes: 'read write' }, 403, 'forbidden'],
  ])('refuses %s', async (_, name, body, parts, status, code) => {
    const before = await switches.read();
    const answer = await put(name, body, parts);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await switches.read()).toEqual(before);
  });
});
