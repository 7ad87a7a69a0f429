import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/get-capacity/handler.ts';
import { DynamoPlaceCounter } from '../../../lambdas/shared/stores/places.ts';
import { capacitySchema } from '../../../lambdas/shared/voice/capacity.ts';
import { startTable, type TestTable } from '../../support/dynalite.ts';
import { type EventParts, proxyEvent } from '../../support/http-events.ts';
import { settings } from '../../support/voice-requests.ts';
import { instant } from '../../support/voices.ts';

let table: TestTable | undefined;
let places: DynamoPlaceCounter;
beforeEach(async () => {
  await table?.stop();
  table = await startTable();
  places = new DynamoPlaceCounter(table.client, table.table);
});
afterAll(() => table?.stop());

const ofCosyVoice = { family: 'cosyvoice', scope: 'mainland' } as const;
const ofQwen = { family: 'qwen', scope: 'mainland' } as const;

async function get(parts: EventParts = {}) {
  const handler = makeHandler(() => ({ places, ...settings }));
  const { statusCode, body } = await handler(proxyEvent({ path: '/capacity', ...parts }));
  return { status: statusCode, body: JSON.parse(body) };
}

async function counted(used: number, inFlight: number): Promise<void> {
  await places.startScan(ofCosyVoice, 'scan');
  await places.endScan(ofCosyVoice, 'scan', { used, inFlight, limit: 1_000, countedAt: instant });
}

describe('GET /capacity', () => {
  it('returns every enabled list, even before its first count', async () => {
    const { status, body } = await get();
    expect(status).toBe(200);
    const uncounted = { used: null, limit: null, inFlight: 0, countedAt: null };
    expect(capacitySchema.parse(body)).toEqual([
      { ...ofCosyVoice, ...uncounted },
      { ...ofQwen, ...uncounted },
      { family: 'qwen', scope: 'international', ...uncounted },
    ]);
  });

  it('returns the last count of a list, its time, and the places taken since', async () => {
    await counted(41, 2);
    await places.take(ofCosyVoice);
    await places.take(ofQwen);
    const { body } = await get();
    expect(capacitySchema.parse(body)).toMatchObject([
      { ...ofCosyVoice, used: 41, limit: 1_000, inFlight: 3, countedAt: instant.toISOString() },
      { ...ofQwen, used: null, limit: null, inFlight: 1 },
      { inFlight: 0 },
    ]);
  });

  it.each<[string, EventParts, number, string]>([
    ['a parameter', { query: { family: ['qwen'] } }, 400, 'invalid_request'],
    ['a key without the scope', { scopes: 'write admin' }, 403, 'forbidden'],
  ])('refuses %s', async (_, parts, status, code) => {
    const answer = await get(parts);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
