import { describe, expect, it } from '@jest/globals';
import { getVoiceHandler } from '../../../lambdas/get-voice/handler.ts';
import { voiceView } from '../../../lambdas/shared/voice/view.ts';
import { type EventParts, proxyEvent } from '../../support/http-events.ts';
import { MemoryVoices } from '../../support/memory-stores.ts';
import { readyVoice, voiceId } from '../../support/voices.ts';

function get(parts: EventParts = {}) {
  const voices = new MemoryVoices();
  voices.records.set(voiceId, readyVoice());
  const handler = getVoiceHandler(() => ({ voices }));
  return handler(proxyEvent({ pathParameters: { voiceId }, ...parts }));
}

describe('GET /voices/{voiceId}', () => {
  it('answers the record, with what a synthesis call needs', async () => {
    const { statusCode, headers, body } = await get();
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(JSON.parse(body)).toEqual(voiceView(readyVoice()));
    expect(JSON.parse(body).use).toEqual({
      model: 'cosyvoice-v3.5-plus',
      voice: 'cosyvoice-v3.5-plus-vd-abc',
    });
  });

  it.each<[string, EventParts, number, string]>([
    ['an id of the wrong shape', { pathParameters: { voiceId: 'abc' } }, 400, 'invalid_id'],
    ['an id that nobody has', { pathParameters: { voiceId: `${voiceId.slice(0, -1)}B` } }, 404, 'not_found'],
    ['an unknown parameter', { query: { verbose: ['1'] } }, 400, 'invalid_request'],
    ['a key without the scope', { scopes: 'write admin' }, 403, 'forbidden'],
  ])('refuses %s', async (_, parts, status, code) => {
    const { statusCode, body } = await get(parts);
    expect([statusCode, JSON.parse(body).code]).toEqual([status, code]);
  });
});
