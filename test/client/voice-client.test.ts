import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnexpectedResponseError, VoiceClient, type VoiceRequest } from '../../client/index.ts';
import { voiceView } from '../../lambdas/shared/voice/view.ts';
import {
  reply,
  type ScriptedServer,
  startScriptedServer,
} from '../lambdas/shared/dashscope/support/scripted-server.ts';
import { awkwardTexts, inheritedNames } from '../support/awkward-text.ts';
import { requestedVoice, voiceId } from '../support/voices.ts';
import { apiKey, clientOf, closeConnection, inTurn, ready } from './support.ts';

const request: VoiceRequest = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A calm voice.',
  previewText: 'Good evening to you.',
};
const requested = voiceView(requestedVoice());

let server: ScriptedServer;
let client: VoiceClient;
beforeEach(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
afterEach(() => server.stop());
const requestLines = () => server.received.map(({ requestLine }) => requestLine);

describe('create', () => {
  it('sends the same idempotency key in every attempt, and a new one for each call', async () => {
    server.play(inTurn(closeConnection, reply(202, requested), reply(202, requested)));
    expect(await client.create(request)).toEqual({ voice: requested, replayed: false });
    await client.create(request);
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([keys[0], keys[0], expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual(request);
  });

  it('sends the given idempotency key and reports a replay', async () => {
    server.play(reply(202, requested, { 'content-type': 'application/json', 'idempotent-replayed': 'true' }));
    expect(await client.create(request, { idempotencyKey: 'chapter 7' })).toMatchObject({ replayed: true });
    expect(server.received[0]?.headers['idempotency-key']).toBe('chapter 7');
    await expect(client.create(request, { idempotencyKey: 'a\nb' })).rejects.toThrow('printable ASCII');
  });
});

describe('listVoices', () => {
  it('loads page after page, past empty ones, to the end', async () => {
    const page = (cursor: string | null, ...ids: string[]) =>
      reply(200, { voices: ids.map((id) => ({ ...ready, voiceId: id })), cursor });
    server.play(inTurn(page('c1', 'a', 'b'), page('c2'), page(null, 'c')));
    const ids: string[] = [];
    for await (const voice of client.listVoices({ status: 'OK', label: { key: 'k', value: 'a:b' } })) {
      ids.push(voice.voiceId);
    }
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(requestLines()).toEqual([
      'GET /v1/voices?status=OK&label=k%3Aa%3Ab&limit=100 HTTP/1.1',
      'GET /v1/voices?status=OK&label=k%3Aa%3Ab&limit=100&cursor=c1 HTTP/1.1',
      'GET /v1/voices?status=OK&label=k%3Aa%3Ab&limit=100&cursor=c2 HTTP/1.1',
    ]);
  });

  it.each([...awkwardTexts, ...inheritedNames])('sends the label %j unchanged', async (text) => {
    server.play(reply(200, { voices: [], cursor: null }));
    await client.listPage({ label: { key: text, value: text } });
    const path = requestLines()[0]?.split(' ')[1] ?? '';
    expect(new URL(path, 'http://127.0.0.1').searchParams.get('label')).toBe(`${text}:${text}`);
  });

  it('loads no page that the caller does not read', async () => {
    server.play(reply(200, { voices: [ready, ready], cursor: 'more' }));
    for await (const _ of client.listVoices()) break;
    expect(server.received).toHaveLength(1);
  });
});

describe('delete and purge', () => {
  it.each([200, 202])('accept a response with status %i', async (status) => {
    server.play(reply(status, ready));
    expect([await client.delete(voiceId), await client.purge(voiceId)]).toEqual([ready, ready]);
    expect(requestLines()).toEqual([
      `DELETE /v1/voices/${voiceId} HTTP/1.1`,
      `DELETE /v1/voices/${voiceId}?purge=true HTTP/1.1`,
    ]);
  });
});

describe('capacity', () => {
  const list = { family: 'qwen', scope: 'mainland', used: null, limit: null, inFlight: 1, countedAt: null };

  it('returns one entry for each list, and rejects another body', async () => {
    server.play(reply(200, [list]));
    expect(await client.capacity()).toEqual([list]);
    expect(requestLines()).toEqual(['GET /v1/capacity HTTP/1.1']);
    server.play(reply(200, list));
    await expect(client.capacity()).rejects.toThrow(UnexpectedResponseError);
  });
});

describe('dryRun', () => {
  const list = { family: 'qwen', scope: 'mainland', used: null, limit: null, inFlight: 1, countedAt: null };
  const result = { valid: true, warnings: [], advice: [], cost: { amount: 0 }, capacity: list };

  it('sends the request with the parameter dryRun, and rejects a body that is no result of a check', async () => {
    server.play(reply(200, result));
    expect(await client.dryRunUnchecked({ family: 'qwen' })).toEqual(result);
    expect(requestLines()).toEqual(['POST /v1/voices?dryRun=true HTTP/1.1']);
    expect(server.received[0]?.body).toBe('{"family":"qwen"}');
    for (const missing of Object.keys(result)) {
      server.play(reply(200, { ...result, [missing]: undefined }));
      await expect(client.dryRunUnchecked({})).rejects.toThrow(UnexpectedResponseError);
    }
  });
});

describe('preview', () => {
  it('downloads the link without sending the API key', async () => {
    server.play(
      inTurn(
        reply(302, '', { location: `${server.baseUrl}/bucket/x.wav?signature=s` }),
        reply(200, 'RIFF…', { 'content-type': 'audio/wav' }),
      ),
    );
    const { mediaType, bytes } = await client.preview(voiceId);
    expect([mediaType, Buffer.from(bytes).toString()]).toEqual(['audio/wav', 'RIFF…']);
    expect(requestLines()[1]).toBe('GET /bucket/x.wav?signature=s HTTP/1.1');
    expect(server.received[1]?.headers).not.toHaveProperty('authorization');
  });

  it('returns a link with the time at which it expires', async () => {
    const link = {
      url: 'https://example.com/x.wav',
      expiresAt: '2026-11-29T15:46:35.607Z',
      mediaType: 'audio/wav',
    };
    server.play(reply(200, link));
    expect(await client.previewLink(voiceId)).toEqual(link);
    expect(requestLines()).toEqual([`GET /v1/voices/${voiceId}/preview?as=link HTTP/1.1`]);
    server.play(reply(200, { url: 'https://example.com/x.wav' }));
    await expect(client.previewLink(voiceId)).rejects.toThrow(UnexpectedResponseError);
  });

  it('returns a link that saves a file, and does not follow it', async () => {
    const url = 'https://example.com/x.wav?saved';
    server.play(reply(200, { url, expiresAt: '2026-11-29T15:46:35.607Z', mediaType: 'audio/wav' }));
    expect(await client.downloadLink(voiceId)).toBe(url);
    expect(requestLines()).toEqual([`GET /v1/voices/${voiceId}/preview?as=download-link HTTP/1.1`]);
    server.play(reply(302, ''));
    await expect(client.downloadLink(voiceId)).rejects.toThrow(UnexpectedResponseError);
  });

  it('fails without the signature of the link in the error when the download fails', async () => {
    server.play(
      inTurn(
        reply(302, '', { location: `${server.baseUrl}/x.wav?signature=s3cret` }),
        reply(403, '<Error/>'),
      ),
    );
    const error: unknown = await client.preview(voiceId).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'UnexpectedResponseError', status: 403 });
    expect(inspect(error)).not.toContain('s3cret');
  });
});

describe('VoiceClient', () => {
  it.each([
    ['not a url', apiKey],
    ['http://api.example.com/v1', apiKey],
    ['ftp://127.0.0.1', apiKey],
    ['https://user:pass@api.example.com/v1', apiKey],
    ['https://api.example.com/v1?stage=1', apiKey],
    ['https://api.example.com/v1', ''],
    ['https://api.example.com/v1', `${apiKey}\n`],
    ['https://api.example.com/v1', `${apiKey}…`],
  ])('rejects invalid settings without repeating a secret: %s', (apiUrl, key) => {
    const make = () => new VoiceClient({ apiUrl, apiKey: key });
    expect(make).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
    expect(make).not.toThrow(/vdk_|pass/);
  });

  it.each(['', '..', 'a/b', '?x', 'voices?'])('rejects the id %j without a request', async (id) => {
    await expect(client.get(id)).rejects.toMatchObject({ name: 'ArgumentError' });
    expect(server.received).toEqual([]);
  });

  it('never reveals the API key when it or an error is printed', async () => {
    server.play(inTurn(closeConnection, closeConnection, closeConnection, reply(401, 'no')));
    const errors = [await failure(client.get(voiceId)), await failure(client.get(voiceId))];
    const shown = inspect([client, errors], { depth: null, showHidden: true });
    expect(shown).toContain('UnexpectedResponseError');
    expect(shown + JSON.stringify([client, errors])).not.toContain('kkkk');
  });
});

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );
