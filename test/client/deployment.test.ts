import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnexpectedResponseError, type VoiceClient } from '../../client/index.ts';
import {
  reply,
  type ScriptedServer,
  startScriptedServer,
} from '../lambdas/shared/dashscope/support/scripted-server.ts';
import { clientOf } from './support.ts';

let server: ScriptedServer;
let client: VoiceClient;
beforeAll(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.stop());

const lines = () => server.received.map(({ requestLine }) => requestLine.replace(' HTTP/1.1', ''));

describe('the key', () => {
  const key = { owner: 'my-team', keyId: 'key-1', scopes: ['read', 'write'] };

  it('is returned with its scopes, and another body is rejected', async () => {
    server.play(reply(200, key));
    expect(await client.deployment.key()).toEqual(key);
    expect(lines()).toEqual(['GET /v1/key']);
    server.play(reply(200, { status: 'ok' }));
    await expect(client.deployment.key()).rejects.toThrow(UnexpectedResponseError);
  });
});

describe('the state of the deployment', () => {
  const switches = { creates: true, deletes: false };
  const status = { switches, deadLetters: { waiting: 0, queues: [] }, lists: [] };

  it('is returned, and another body is rejected', async () => {
    server.play(reply(200, status));
    expect(await client.deployment.status()).toEqual(status);
    server.play(reply(200, switches));
    await expect(client.deployment.status()).rejects.toThrow(UnexpectedResponseError);
    expect(lines()).toEqual(['GET /v1/status', 'GET /v1/status']);
  });

  it('is changed by setting a switch', async () => {
    server.play(reply(200, switches));
    expect(await client.deployment.setSwitch('deletes', false)).toEqual(switches);
    expect(lines()).toEqual(['PUT /v1/switches/deletes']);
    expect(JSON.parse(String(server.received[0]?.body))).toEqual({ on: false });
  });
});
