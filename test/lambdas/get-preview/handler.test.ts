import { describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/get-preview/handler.ts';
import type { VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { type EventParts, proxyEvent } from '../../support/http-events.ts';
import { MemoryVoices } from '../../support/memory-stores.ts';
import { instant, readyVoice, requestedVoice, voiceAt, voiceId } from '../../support/voices.ts';

function get(record: VoiceRecord, parts: EventParts = {}) {
  const voices = new MemoryVoices();
  voices.records.set(voiceId, record);
  const handler = makeHandler(() => ({
    voices,
    linkTo: async (key, saveAs, method) => ({
      url: `https://previews.example/${key}?signed${saveAs ? `&saveAs=${saveAs}` : ''}${method === 'HEAD' ? '&head' : ''}`,
      expiresAt: instant,
    }),
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

  it('returns the link with as=link', async () => {
    const { statusCode, headers, body } = await get(readyVoice(), { query: { as: ['link'] } });
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(JSON.parse(body)).toEqual({
      url: `https://previews.example/${voiceId}.wav?signed`,
      expiresAt: instant.toISOString(),
      mediaType: 'audio/wav',
      bytes: 98_304,
      fileName: `${voiceId}.wav`,
    });
  });

  it('redirects to a link that saves a file with as=download', async () => {
    const record = readyVoice({ previewKey: `${voiceId}/1.mp3` });
    const { statusCode, headers } = await get(record, { query: { as: ['download'] } });
    expect(statusCode).toBe(302);
    const saved = `https://previews.example/${voiceId}/1.mp3?signed&saveAs=${voiceId}.mp3`;
    expect(headers).toMatchObject({ Location: saved });
  });

  it('returns a link that saves a file with as=download-link', async () => {
    const record = readyVoice({ previewKey: `${voiceId}/1.mp3` });
    const { statusCode, body } = await get(record, { query: { as: ['download-link'] } });
    expect(statusCode).toBe(200);
    const url = `https://previews.example/${voiceId}/1.mp3?signed&saveAs=${voiceId}.mp3`;
    expect(JSON.parse(body)).toMatchObject({ url, fileName: `${voiceId}.mp3` });
  });

  it.each(['1.wav"; x="', '1.', '1.WAV', '1.wav\r\nX: y'])(
    'saves the key %j under a safe name',
    async (key) => {
      const { headers } = await get(readyVoice({ previewKey: key }), { query: { as: ['download'] } });
      expect(headers?.Location).toMatch(new RegExp(`saveAs=${voiceId}\\.audio$`));
    },
  );

  it.each([
    [undefined, 302],
    ['link', 200],
    ['download', 302],
    ['download-link', 200],
  ])('answers HEAD as=%s with %p and no body', async (as, status) => {
    const query: EventParts['query'] = as === undefined ? {} : { as: [as] };
    const { statusCode, body } = await get(readyVoice(), { query, method: 'HEAD' });
    expect([statusCode, body]).toEqual([status, '']);
  });

  it('redirects HEAD to a link that is signed for HEAD', async () => {
    const { headers } = await get(readyVoice(), { method: 'HEAD' });
    expect(headers).toMatchObject({ Location: `https://previews.example/${voiceId}.wav?signed&head` });
  });

  it('refuses another value of as, and names the parameter', async () => {
    const { statusCode, body } = await get(readyVoice(), { query: { as: ['file'] } });
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      code: 'invalid_request',
      errors: [{ parameter: 'as', code: 'not_allowed', allowed: ['link', 'download', 'download-link'] }],
    });
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
