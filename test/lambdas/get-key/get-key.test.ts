import { describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/get-key/handler.ts';
import { keyViewSchema } from '../../../lambdas/shared/http/key-view.ts';
import { discardingLog } from '../../support/discarding-log.ts';
import { type EventParts, proxyEvent } from '../../support/http-events.ts';

async function get(parts: EventParts = {}) {
  const { statusCode, body } = await makeHandler(discardingLog)(proxyEvent({ path: '/key', ...parts }));
  return { status: statusCode, body: JSON.parse(body) };
}

describe('GET /key', () => {
  it.each([
    ['read', ['read']],
    ['write', ['write']],
    ['admin write read', ['read', 'write', 'admin']],
  ])('returns the owner, the id and the scopes of a key with %s', async (scopes, expected) => {
    const { status, body } = await get({ scopes });
    expect(status).toBe(200);
    expect(keyViewSchema.strict().parse(body)).toEqual({
      owner: expect.any(String),
      keyId: expect.any(String),
      scopes: expected,
    });
  });

  it.each<[string, EventParts, number, string]>([
    ['a parameter', { query: { owner: ['me'] } }, 400, 'invalid_request'],
    ['a call without a key', { scopes: null }, 401, 'unauthenticated'],
  ])('refuses %s', async (_, parts, status, code) => {
    const answer = await get(parts);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
