import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { getCapacityHandler } from '../../../lambdas/get-capacity/handler.ts';
import { DynamoScanStore } from '../../../lambdas/shared/records/dynamo-scan-store.ts';
import { DynamoVoiceSweep } from '../../../lambdas/shared/records/dynamo-voice-sweep.ts';
import { capacitySchema, hasRoom } from '../../../lambdas/shared/requests/capacity.ts';
import { type EventParts, proxyEvent } from '../../support/http-events.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { settings } from '../../support/voice-requests.ts';
import { instant } from '../../support/voices.ts';

let stored: StoredVoices | undefined;
let voices: StoredVoices;
beforeEach(async () => {
  await stored?.stop();
  stored = voices = await StoredVoices.start();
});
afterAll(() => stored?.stop());

const dependencies = () => ({
  scans: new DynamoScanStore(voices.client, voices.tableName),
  sweep: new DynamoVoiceSweep(voices.client, voices.tableName),
});
const ofCosyVoice = { family: 'cosyvoice', scope: 'mainland' } as const;
const ofQwen = { family: 'qwen', scope: 'mainland' } as const;

async function get(parts: EventParts = {}) {
  const handler = getCapacityHandler(() => ({ ...dependencies(), ...settings }));
  const { statusCode, body } = await handler(proxyEvent({ path: '/capacity', ...parts }));
  return { status: statusCode, body: JSON.parse(body) };
}

const counted = (used: number, limit = 1_000) =>
  dependencies().scans.recordCount(ofCosyVoice, {
    used,
    limit,
    countedAt: instant,
    clean: true,
    keyId: 'key',
  });
const requested = { status: 'REQUESTED', providerVoiceId: undefined };
const creating = { status: 'CREATING', providerVoiceId: undefined };

describe('GET /capacity', () => {
  it('shows every list that is offered, also before anybody has counted', async () => {
    const { status, body } = await get();
    expect(status).toBe(200);
    const uncounted = { used: null, limit: null, inFlight: 0, countedAt: null };
    expect(capacitySchema.parse(body)).toEqual([
      { ...ofCosyVoice, ...uncounted },
      { ...ofQwen, ...uncounted },
      { family: 'qwen', scope: 'international', ...uncounted },
    ]);
  });

  it('shows the last count of a list, with its age, and what is in flight now', async () => {
    await counted(41);
    await voices.put(requested);
    await voices.put(creating);
    await voices.put({ ...creating, family: 'qwen' });
    await voices.put({ status: 'DEPLOYING', reviewStartedAt: instant.toISOString() });
    await voices.put({});
    const { body } = await get();
    expect(body).toMatchObject([
      { ...ofCosyVoice, used: 41, limit: 1_000, inFlight: 2, countedAt: instant.toISOString() },
      { ...ofQwen, used: null, inFlight: 1 },
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

describe('a place for another voice', () => {
  it.each([
    { used: 10, limit: 10, inFlight: 0, room: false },
    { used: 11, limit: 10, inFlight: 0, room: false },
    { used: 9, limit: 10, inFlight: 0, room: true },
    { used: 9, limit: 10, inFlight: 1, room: false },
    { used: 7, limit: 10, inFlight: 2, room: true },
    { used: 7, limit: 10, inFlight: 3, room: false },
    { used: 7, limit: 10, inFlight: 4, room: false },
  ])('$used used and $inFlight in flight of $limit: $room', async ({ used, limit, inFlight, room }) => {
    await counted(used, limit);
    for (let made = 0; made < inFlight; made += 1) await voices.put(made % 2 ? requested : creating);
    // Of another list, and no longer in flight.
    await voices.put({ ...requested, family: 'qwen' });
    await voices.put({});
    expect(await hasRoom(ofCosyVoice, dependencies())).toBe(room);
  });

  it('is there as far as anybody knows before the first count', async () => {
    await voices.put(requested);
    expect(await hasRoom(ofCosyVoice, dependencies())).toBe(true);
  });
});
