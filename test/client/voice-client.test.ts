import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type AskedVoice,
  NoAnswerError,
  ProblemError,
  UnexpectedAnswerError,
  VoiceClient,
} from '../../client/index.ts';
import { problem } from '../../lambdas/shared/http/problem.ts';
import { voiceView } from '../../lambdas/shared/voice/view.ts';
import {
  answer,
  reply,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../lambdas/shared/dashscope/support/scripted-server.ts';
import { awkwardTexts, inheritedNames } from '../support/awkward-text.ts';
import { readyVoice, requestedVoice, voiceId } from '../support/voices.ts';

const apiKey = `vdk_${'k'.repeat(43)}`;
const request: AskedVoice = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A calm voice.',
  previewText: 'Good evening to you.',
};
const ready = voiceView(readyVoice());
const requested = voiceView(requestedVoice());
const internal = reply(500, problem('internal', 'r', { detail: 'Something failed on our side.' }));
const hangUp: Script = (socket) => socket.destroy();
const halfAnAnswer: Script = (socket) => {
  socket.write(answer(200, JSON.stringify(ready)).subarray(0, 200));
  socket.destroy();
};

let server: ScriptedServer;
let client: VoiceClient;
beforeEach(async () => {
  server = await startScriptedServer();
  client = clientOf({});
});
afterEach(() => server.stop());

function clientOf(settings: { timeoutMs?: number; attempts?: number }): VoiceClient {
  const retries = { attempts: settings.attempts ?? 3, baseMs: 1, capMs: 2 };
  return new VoiceClient({ apiUrl: `${server.baseUrl}/v1/`, apiKey, retries, timeoutMs: settings.timeoutMs });
}

/** Plays one script after the other, the last for ever. */
function inTurn(...scripts: readonly Script[]): Script {
  let turn = 0;
  return (socket, received) => {
    const script = scripts[Math.min(turn, scripts.length - 1)];
    turn += 1;
    script?.(socket, received);
  };
}
const requestLines = () => server.received.map(({ requestLine }) => requestLine);

describe('a call', () => {
  it('carries the key and nothing that was not asked for', async () => {
    server.play(reply(200, ready));
    expect(await client.get(voiceId)).toEqual(ready);
    expect(server.received).toMatchObject([
      { requestLine: `GET /v1/voices/${voiceId} HTTP/1.1`, headers: { authorization: `Bearer ${apiKey}` } },
    ]);
  });

  it.each([
    ['an answer of 500', internal],
    ['an answer that is no problem document', reply(502, '<html>Bad Gateway</html>')],
    ['a connection that breaks', hangUp],
    ['half an answer', halfAnAnswer],
  ])('that can be repeated is made again after %s', async (_, trouble) => {
    server.play(inTurn(trouble, trouble, reply(200, ready)));
    expect(await client.get(voiceId)).toEqual(ready);
    expect(server.received).toHaveLength(3);
  });

  it('is given up after the attempts it has, with the last error', async () => {
    server.play(internal);
    await expect(client.get(voiceId)).rejects.toMatchObject({
      name: 'ProblemError',
      code: 'internal',
      status: 500,
    });
    expect(server.received).toHaveLength(3);
    server.play(hangUp);
    await expect(client.get(voiceId)).rejects.toThrow(NoAnswerError);
  });

  it.each([
    ['not_found', {}],
    ['forbidden', {}],
    ['invalid_state', { voiceStatus: 'FAILED' }],
    ['scope_not_configured', {}],
  ] as const)('refused with %s is not made again; the error is the problem', async (code, parts) => {
    const document = problem(code, 'request-1', { detail: 'Why not.', ...parts });
    server.play(reply(document.status, document, { 'content-type': 'application/problem+json' }));
    const error: unknown = await client.delete(voiceId).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ code, status: document.status, problem: document });
    expect(server.received).toHaveLength(1);
  });

  it('waits as long as Retry-After says, but not for longer than a caller would expect', async () => {
    const limited = { title: 'Too Many', status: 429, code: 'rate_limited', detail: 'Slower.' };
    server.play(inTurn(reply(429, limited, { 'retry-after': '1' }), reply(200, ready)));
    const startedAt = performance.now();
    await client.get(voiceId);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);

    server.play(reply(429, limited, { 'retry-after': '3600' }));
    await expect(client.get(voiceId)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 3_600_000,
    });
    expect(server.received).toHaveLength(3);
  });

  it('that must not be done twice is made again only where nothing was done', async () => {
    server.play(hangUp);
    await expect(client.restore(voiceId)).rejects.toThrow(NoAnswerError);
    server.play(internal);
    await expect(client.restore(voiceId)).rejects.toThrow(ProblemError);
    expect(server.received).toHaveLength(2);
    server.play(inTurn(reply(429, 'slower'), reply(200, ready)));
    expect(await client.restore(voiceId)).toEqual(ready);
    expect(server.received).toHaveLength(4);
  });

  it('that was certainly not sent is made again, also where it must not be done twice', async () => {
    const gone = await startScriptedServer();
    await gone.stop();
    const startedAt = performance.now();
    const patient = new VoiceClient({
      apiUrl: gone.baseUrl,
      apiKey,
      retries: { attempts: 2, baseMs: 200, capMs: 200 },
    });
    await expect(patient.restore(voiceId)).rejects.toThrow('ECONNREFUSED');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(95);
  });

  it('ends after its time-out when nobody answers', async () => {
    const impatient = clientOf({ timeoutMs: 50, attempts: 2 });
    await expect(impatient.get(voiceId)).rejects.toThrow('silent for 0.05 s');
    expect(server.received).toHaveLength(2);
  });

  it('ends at once when it is called off', async () => {
    const controller = new AbortController();
    server.play(() => controller.abort(new Error('changed my mind')));
    await expect(client.get(voiceId, { signal: controller.signal })).rejects.toThrow('changed my mind');
    expect(server.received).toHaveLength(1);
  });

  it('follows no redirect with the key', async () => {
    server.play(reply(307, '', { location: `${server.baseUrl}/elsewhere` }));
    await expect(client.get(voiceId)).rejects.toThrow(UnexpectedAnswerError);
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['JSON that is no voice', '{"ok":true}'],
    ['a page of something else', '<html>'],
  ])('does not take %s for an answer', async (_, body) => {
    server.play(reply(200, body));
    await expect(client.get(voiceId)).rejects.toThrow(UnexpectedAnswerError);
    await expect(client.listPage()).rejects.toThrow(UnexpectedAnswerError);
  });
});

describe('a request for a voice', () => {
  it('always has an idempotency key, the same in all attempts and another in each request', async () => {
    server.play(inTurn(hangUp, reply(202, requested), reply(202, requested)));
    expect(await client.create(request)).toEqual({ voice: requested, replayed: false });
    await client.create(request);
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([keys[0], keys[0], expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual(request);
  });

  it('has the key that it is given, and tells a replay', async () => {
    server.play(reply(202, requested, { 'content-type': 'application/json', 'idempotent-replayed': 'true' }));
    expect(await client.create(request, { idempotencyKey: 'chapter 7' })).toMatchObject({ replayed: true });
    expect(server.received[0]?.headers['idempotency-key']).toBe('chapter 7');
    await expect(client.create(request, { idempotencyKey: 'a\nb' })).rejects.toThrow('printable ASCII');
  });
});

describe('a list', () => {
  it('is read a page at a time, through empty pages, to the end', async () => {
    const page = (cursor: string | null, ...ids: string[]) =>
      reply(200, { voices: ids.map((id) => ({ ...ready, voiceId: id })), cursor });
    server.play(inTurn(page('c1', 'a', 'b'), page('c2'), page(null, 'c')));
    const seen: string[] = [];
    for await (const voice of client.listVoices({ status: 'OK', label: { key: 'k', value: 'a:b' } })) {
      seen.push(voice.voiceId);
    }
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(requestLines()).toEqual([
      'GET /v1/voices?status=OK&label=k%3Aa%3Ab&limit=100 HTTP/1.1',
      'GET /v1/voices?status=OK&label=k%3Aa%3Ab&limit=100&cursor=c1 HTTP/1.1',
      'GET /v1/voices?status=OK&label=k%3Aa%3Ab&limit=100&cursor=c2 HTTP/1.1',
    ]);
  });

  it.each([...awkwardTexts, ...inheritedNames])('is filtered by the label %j as it is', async (text) => {
    server.play(reply(200, { voices: [], cursor: null }));
    await client.listPage({ label: { key: text, value: text } });
    const path = requestLines()[0]?.split(' ')[1] ?? '';
    expect(new URL(path, 'http://127.0.0.1').searchParams.get('label')).toBe(`${text}:${text}`);
  });

  it('asks for no page that nobody wants', async () => {
    server.play(reply(200, { voices: [ready, ready], cursor: 'more' }));
    for await (const _ of client.listVoices()) break;
    expect(server.received).toHaveLength(1);
  });
});

describe('a deletion', () => {
  it.each([200, 202])('is soft or for good, and a success with %i', async (status) => {
    server.play(reply(status, ready));
    expect([await client.delete(voiceId), await client.purge(voiceId)]).toEqual([ready, ready]);
    expect(requestLines()).toEqual([
      `DELETE /v1/voices/${voiceId} HTTP/1.1`,
      `DELETE /v1/voices/${voiceId}?purge=true HTTP/1.1`,
    ]);
  });
});

describe('the capacity', () => {
  const list = { family: 'qwen', scope: 'mainland', used: null, limit: null, inFlight: 1, countedAt: null };

  it('is told list by list, and is nothing else', async () => {
    server.play(reply(200, [list]));
    expect(await client.capacity()).toEqual([list]);
    expect(requestLines()).toEqual(['GET /v1/capacity HTTP/1.1']);
    server.play(reply(200, list));
    await expect(client.capacity()).rejects.toThrow(UnexpectedAnswerError);
  });
});

describe('a preview', () => {
  it('is fetched by its link, without the key', async () => {
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

  it('that cannot be fetched is an error, without the link’s signature in it', async () => {
    server.play(
      inTurn(
        reply(302, '', { location: `${server.baseUrl}/x.wav?signature=s3cret` }),
        reply(403, '<Error/>'),
      ),
    );
    const error: unknown = await client.preview(voiceId).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'UnexpectedAnswerError', status: 403 });
    expect(inspect(error)).not.toContain('s3cret');
  });
});

describe('settings', () => {
  it.each([
    ['not a url', apiKey],
    ['http://api.example.com/v1', apiKey],
    ['ftp://127.0.0.1', apiKey],
    ['https://user:pass@api.example.com/v1', apiKey],
    ['https://api.example.com/v1?stage=1', apiKey],
    ['https://api.example.com/v1', ''],
    ['https://api.example.com/v1', `${apiKey}\n`],
    ['https://api.example.com/v1', `${apiKey}…`],
  ])('that no call can be made with are refused, and not repeated: %s', (apiUrl, key) => {
    const make = () => new VoiceClient({ apiUrl, apiKey: key });
    expect(make).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
    expect(make).not.toThrow(/vdk_|pass/);
  });

  it.each(['', '..', 'a/b', '?x', 'voices?'])('make no other call of the id %j', async (id) => {
    await expect(client.get(id)).rejects.toMatchObject({ name: 'ArgumentError' });
    expect(server.received).toEqual([]);
  });

  it('keep the key to themselves, whatever is printed or thrown', async () => {
    server.play(inTurn(hangUp, hangUp, hangUp, reply(401, 'no')));
    const errors = [await failure(client.get(voiceId)), await failure(client.get(voiceId))];
    const shown = inspect([client, errors], { depth: null, showHidden: true });
    expect(shown).toContain('UnexpectedAnswerError');
    expect(shown + JSON.stringify([client, errors])).not.toContain('kkkk');
  });
});

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );
