import { describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/get-preview/handler.ts';
import type { VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { type EventParts, proxyEvent } from '../../support/http-events.ts';
import { MemoryVoices } from '../../support/memory-stores.ts';
import { readyVoice, requestedVoice, voiceAt, voiceId } from '../../support/voices.ts';

function get(record: VoiceRecord, parts: EventParts = {}) {
  const voices = new MemoryVoices();
  voices.records.set(voiceId, record);
  const handler = makeHandler(() => ({
    voices,
    linkTo: async (key) => `https://previews.example/${key}?signed`,
  }));
  return handler(proxyEvent({ pathParameters: { voiceId }, ...parts }));
}

describe('GET /voices/{voiceId}/preview', () => {
  it('redirects to the stored preview, without a body', async () => {
    const { statusCode, headers, body } = await get(readyVoice());
    expect(statusCode).toBe(302);
    expect(headers).toMatchObject({
      Location: `https://previews.example/${voiceId}.wav?signed`,
      'Cache-Control': 'no-store',
    });
    expect(body).toBe('');
  });

  it.each<[VoiceRecord, string]>([
    [requestedVoice(), 'pending'],
    [readyVoice({ preview: { missing: 'lost' }, previewKey: undefined }), 'lost'],
    [readyVoice({ preview: { missing: 'invalid' }, previewKey: undefined }), 'invalid'],
    [readyVoice({ previewKey: undefined }), 'lost'],
    [voiceAt('FAILED'), 'none'],
    [voiceAt('DELETED'), 'none'],
    [voiceAt('PURGED', { preview: { missing: 'deleted' } }), 'deleted'],
  ])('gets 404 with the reason if there is no preview (%#)', async (record, missing) => {
    const { statusCode, body } = await get(record);
    expect(statusCode).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: 'preview_unavailable', missing });
  });

  it.each<[string, EventParts, number, string]>([
    ['an id of the wrong shape', { pathParameters: { voiceId: 'abc' } }, 400, 'invalid_id'],
    ['an unknown id', { pathParameters: { voiceId: `${voiceId.slice(0, -1)}B` } }, 404, 'not_found'],
    ['an unknown parameter', { query: { format: ['mp3'] } }, 400, 'invalid_request'],
    ['a key without the scope', { scopes: 'write' }, 403, 'forbidden'],
  ])('refuses %s', async (_, parts, status, code) => {
    const { statusCode, body } = await get(readyVoice(), parts);
    expect([statusCode, JSON.parse(body).code]).toEqual([status, code]);
  });
});
