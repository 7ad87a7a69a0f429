import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuditionWaitTimeoutError, type VoiceClient } from '../../client/index.ts';
import { auditionView } from '../../lambdas/shared/voice/audition-view.ts';
import {
  reply,
  type ScriptedServer,
  startScriptedServer,
} from '../lambdas/shared/dashscope/support/scripted-server.ts';
import { openAudition } from '../support/auditions.ts';
import { requestedVoice } from '../support/voices.ts';
import { clientOf, closeConnection, inTurn } from './support.ts';

const record = openAudition();
const { auditionId } = record;
const [first = '', second = ''] = record.candidates.map(({ voiceId }) => voiceId);
const open = auditionView(record, [requestedVoice({ voiceId: first }), requestedVoice({ voiceId: second })]);
const request = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A calm voice.',
  previewText: 'Good evening to you.',
  candidates: 2,
} as const;

let server: ScriptedServer;
let client: VoiceClient;
beforeEach(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
afterEach(() => server.stop());
const requestLines = () => server.received.map(({ requestLine }) => requestLine);

describe('auditions', () => {
  it('are created with the same idempotency key in every attempt', async () => {
    server.play(inTurn(closeConnection, reply(202, open)));
    const { audition, replayed } = await client.auditions.create(request);
    expect([audition.auditionId, replayed]).toEqual([auditionId, false]);
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual(request);
    await expect(client.auditions.create(request, { idempotencyKey: 'a\nb' })).rejects.toThrow('ASCII');
  });

  it('are read page by page', async () => {
    const page = (cursor: string | null) => reply(200, { auditions: [open], cursor });
    server.play(inTurn(page('c1'), page(null)));
    const ids: string[] = [];
    for await (const audition of client.auditions.list({ status: 'OPEN' })) ids.push(audition.auditionId);
    expect(ids).toEqual([auditionId, auditionId]);
    expect(requestLines()).toEqual([
      'GET /v1/auditions?status=OPEN&limit=100 HTTP/1.1',
      'GET /v1/auditions?status=OPEN&limit=100&cursor=c1 HTTP/1.1',
    ]);
  });

  it('are decided and cancelled by calls that are retried', async () => {
    server.play(inTurn(closeConnection, reply(200, open), closeConnection, reply(200, open)));
    await client.auditions.choose(auditionId, first, { alias: 'narrator' });
    await client.auditions.cancel(auditionId);
    const path = `/v1/auditions/${auditionId}`;
    const [choice, cancel] = [`POST ${path}/choice HTTP/1.1`, `DELETE ${path} HTTP/1.1`];
    expect(requestLines()).toEqual([choice, choice, cancel, cancel]);
    expect(JSON.parse(server.received[1]?.body ?? '')).toEqual({ voiceId: first, alias: 'narrator' });
  });

  it('are waited for until they are no longer open', async () => {
    server.play(inTurn(reply(200, open), reply(200, { ...open, status: 'READY' })));
    const seen: string[] = [];
    const options = { pollMs: 1, onProgress: ({ status }: { status: string }) => seen.push(status) };
    expect(await client.auditions.waitUntilSettled(auditionId, options)).toMatchObject({ status: 'READY' });
    expect(seen).toEqual(['OPEN', 'READY']);
  });

  it('are given up after the time-out, with the last response', async () => {
    // The time-out of the wait ends during the second poll, however slow the machine is.
    const wait = new AbortController();
    const timeout = jest
      .spyOn(AbortSignal, 'timeout')
      .mockImplementation((ms) => (ms === 50 ? wait.signal : new AbortController().signal));
    const timedOut = new DOMException('timed out', 'TimeoutError');
    server.play(inTurn(reply(200, open), () => wait.abort(timedOut)));
    const error = await client.auditions
      .waitUntilSettled(auditionId, { timeoutMs: 50, pollMs: 5 })
      .catch((thrown: unknown) => thrown);
    timeout.mockRestore();
    expect(error).toBeInstanceOf(AuditionWaitTimeoutError);
    expect(error).toMatchObject({ auditionId, lastSeen: { status: 'OPEN' } });
  });

  it('are not named by an id that would change the path', async () => {
    await expect(client.auditions.get('../voices')).rejects.toThrow('26 letters and digits');
    expect(server.received).toEqual([]);
  });
});
