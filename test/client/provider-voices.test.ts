import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnexpectedResponseError, VoiceClient } from '../../client/index.ts';
import { problem } from '../../lambdas/shared/http/problem.ts';
import { voiceView } from '../../lambdas/shared/voice/view.ts';
import {
  reply,
  type ScriptedServer,
  startScriptedServer,
} from '../lambdas/shared/dashscope/support/scripted-server.ts';
import { readyVoice, voiceId } from '../support/voices.ts';

const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const ready = voiceView(readyVoice());
const providerVoice = (providerVoiceId: string) => ({
  ...list,
  providerVoiceId,
  voiceId: null,
  status: 'OK',
});

let server: ScriptedServer;
let client: VoiceClient;
beforeEach(async () => {
  server = await startScriptedServer();
  const retries = { attempts: 2, baseMs: 1, capMs: 2 };
  client = new VoiceClient({ apiUrl: server.baseUrl, apiKey: 'vdk_x', retries });
});
afterEach(() => server.stop());
const requestLines = () => server.received.map(({ requestLine }) => requestLine);

describe('ProviderVoices', () => {
  it('iterates up to the empty page and past a page of unreadable entries', async () => {
    const pages = [
      { voices: [providerVoice('a')], unreadable: 0 },
      { voices: [], unreadable: 2 },
      { voices: [providerVoice('b')], unreadable: 0 },
    ];
    server.play((socket, received) => {
      const index = Number(/pageIndex=(\d+)/.exec(received.requestLine)?.[1]);
      reply(200, pages[index] ?? { voices: [], unreadable: 0 })(socket, received);
    });
    const ids: string[] = [];
    for await (const { providerVoiceId } of client.provider.list(list, { prefix: 'ab' }))
      ids.push(providerVoiceId);
    expect(ids).toEqual(['a', 'b']);
    expect(requestLines()).toHaveLength(4);
    expect(requestLines()[3]).toBe(
      'GET /provider/voices?family=cosyvoice&scope=mainland&pageIndex=3&pageSize=100&prefix=ab HTTP/1.1',
    );
  });

  it('gets one voice, and a record with its provider status', async () => {
    server.play(reply(200, { ...providerVoice('a'), ...ready, providerStatus: null }));
    expect(await client.provider.get('a-1_2.3', list)).toMatchObject(list);
    expect(await client.refresh(voiceId)).toMatchObject({ providerStatus: null });
    expect(requestLines()).toEqual([
      'GET /provider/voices/a-1_2.3?family=cosyvoice&scope=mainland HTTP/1.1',
      `GET /voices/${voiceId}?refresh=true HTTP/1.1`,
    ]);
  });

  it.each([
    [201, true],
    [200, false],
  ])('imports a voice, and %d shows whether the record is new', async (status, isNew) => {
    server.play(reply(status, ready));
    const request = { ...list, name: 'Found', labels: { from: 'console' } };
    expect(await client.provider.import('a', request)).toEqual({ voice: ready, isNew });
    expect(requestLines()).toEqual(['POST /provider/voices/a/import HTTP/1.1']);
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual(request);
  });

  it('retries while the provider throttles, but not after a provider error', async () => {
    server.play(reply(503, problem('provider_throttled', 'r', { detail: 'Later.' })));
    await expect(client.provider.get('a', list)).rejects.toMatchObject({ code: 'provider_throttled' });
    expect(server.received).toHaveLength(2);
    server.play(reply(502, problem('provider_error', 'r', { detail: 'No.', providerCode: 'X' })));
    await expect(client.provider.get('a', list)).rejects.toMatchObject({ problem: { providerCode: 'X' } });
    expect(server.received).toHaveLength(3);
  });

  it.each(['', '..', 'a/b', 'a?b', '.'])('rejects the id %j without a request', async (id) => {
    await expect(client.provider.get(id, list)).rejects.toMatchObject({ name: 'ArgumentError' });
    await expect(client.provider.import(id, list)).rejects.toMatchObject({ name: 'ArgumentError' });
    expect(server.received).toEqual([]);
  });

  it('rejects a body that is not a provider voice', async () => {
    server.play(reply(200, ready.preview));
    await expect(client.provider.get('a', list)).rejects.toThrow(UnexpectedResponseError);
    await expect(client.provider.listPage(list)).rejects.toThrow(UnexpectedResponseError);
    await expect(client.refresh(voiceId)).rejects.toThrow(UnexpectedResponseError);
  });
});
