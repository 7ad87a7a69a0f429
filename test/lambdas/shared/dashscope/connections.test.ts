import { afterEach, describe, expect, it } from '@jest/globals';
import { COSYVOICE_ID, clientOf, cosyvoiceRequest, madeBody } from './support/requests.ts';
import { reply, type Script, type ScriptedServer, startScriptedServer } from './support/scripted-server.ts';

const voice = { family: 'cosyvoice', providerVoiceId: COSYVOICE_ID } as const;
const found = reply(200, { output: { voice_id: COSYVOICE_ID, status: 'OK' } });
let server: ScriptedServer;
afterEach(() => server.stop());

describe('the client', () => {
  it('sends each create on a new connection, and closes the connection afterwards', async () => {
    server = await startScriptedServer(reply(200, madeBody()));
    const client = clientOf(server);
    for (let n = 0; n < 3; n += 1) await client.createVoice(cosyvoiceRequest);
    expect(server.connections()).toBe(3);
    expect(server.received.map((request) => request.headers.connection)).toEqual(['close', 'close', 'close']);
  });

  it('sends twenty queries on one connection', async () => {
    server = await startScriptedServer(found);
    const client = clientOf(server);
    for (let n = 0; n < 20; n += 1) await client.queryVoice(voice);
    expect(server.connections()).toBe(1);
    await client.close();
  });

  it('does not share a connection between a create and a query', async () => {
    const both: Script = (socket, received) =>
      (received.body.includes('create_voice') ? reply(200, madeBody()) : found)(socket, received);
    server = await startScriptedServer(both);
    const client = clientOf(server);
    await client.queryVoice(voice);
    await client.createVoice(cosyvoiceRequest);
    await client.queryVoice(voice);
    expect(server.received.map((request) => request.connection)).toEqual([1, 2, 1]);
    await client.close();
  });

  it('throws a typed error if the server closes a kept connection during a query, and then reconnects', async () => {
    server = await startScriptedServer(found);
    const client = clientOf(server);
    await client.queryVoice(voice);
    server.play((socket) => socket.resetAndDestroy());
    await expect(client.queryVoice(voice)).rejects.toMatchObject({
      name: 'DashScopeConnectionError',
      retryable: true,
      certainlyNotDone: false,
    });
    server.play(found);
    expect(await client.queryVoice(voice)).toMatchObject({ status: 'OK' });
    await client.close();
  });

  it('replaces a pool that was idle for too long by the clock', async () => {
    server = await startScriptedServer(found);
    let now = 1_000_000;
    const client = clientOf(server, { clock: { now: () => now, sleep: async () => {} } });
    await client.queryVoice(voice);
    now += 60_000;
    await client.queryVoice(voice);
    expect(server.received.map((request) => request.connection)).toEqual([1, 2]);
    await client.close();
  });

  it('ends an aborted query at once', async () => {
    const controller = new AbortController();
    server = await startScriptedServer(() => controller.abort());
    const client = clientOf(server);
    await expect(client.queryVoice(voice, { signal: controller.signal })).rejects.toMatchObject({
      name: 'DashScopeTimeoutError',
    });
    await client.close();
  });
});
