import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ControlError } from '../../simulator/control-client.ts';
import { sendRequest } from '../support/open-ports.ts';
import { cosyvoice, cosyvoiceCreate, qwenCreate } from './support/requests.ts';
import { idOf, idsOf, keys, startTestSimulator, type TestSimulator } from './support/test-simulator.ts';

describe('the control plane', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.server.stop());

  it('logs account, request, answer and connection of each call', async () => {
    const id = idOf(await simulator.post(cosyvoiceCreate({ prefix: 'abc' })));
    await simulator.post(cosyvoice('query', { voice_id: 'gone' }));
    await simulator.post(cosyvoice('list'), { headers: { Authorization: 'Bearer sk-wrong' } });
    const calls = await simulator.control.calls();
    expect(calls).toMatchObject([
      {
        scope: 'mainland',
        account: 'local',
        family: 'cosyvoice',
        action: 'create',
        name: 'abc',
        voice: id,
        status: 200,
      },
      { action: 'query', voice: 'gone', status: 400, code: 'BadRequest.ResourceNotExist' },
      { account: null, family: null, status: 401, code: 'InvalidApiKey' },
    ]);
    expect(calls[0]?.input).toMatchObject({ prefix: 'abc' });
    expect(await simulator.control.calls(calls[1]?.seq)).toHaveLength(1);
  });

  it('never returns an API key', async () => {
    await simulator.post(cosyvoiceCreate());
    await simulator.post(cosyvoice('list'), { headers: { Authorization: 'Bearer sk-wrong-key' } });
    const shown = JSON.stringify([
      await simulator.control.calls(),
      await simulator.control.snapshot(),
      await simulator.control.settings(),
      await (await fetch(`${simulator.server.url}/health`)).json(),
    ]);
    expect(shown).not.toContain(keys.mainland);
    expect(shown).not.toContain('sk-wrong-key');
  });

  it('logs the applied faults, and the voice that was created despite a fault', async () => {
    await simulator.control.addRule({
      effects: [
        { kind: 'delay', ms: 1 },
        { kind: 'html', status: 502, when: 'after' },
      ],
    });
    await fetch(simulator.url(), {
      method: 'POST',
      headers: { Authorization: `Bearer ${keys.mainland}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(qwenCreate()),
    });
    const [voice] = (await simulator.control.snapshot()).billed;
    expect(await simulator.control.calls()).toMatchObject([
      { effects: ['delay', 'html'], status: 502, voice: voice?.id },
    ]);
  });

  it('ends a review now, later or never', async () => {
    const id = idOf(await simulator.post(cosyvoiceCreate()));
    const status = async () => (await simulator.control.snapshot()).live[0]?.status;
    await simulator.control.review(id, { outcome: 'UNDEPLOYED' });
    expect(await status()).toBe('UNDEPLOYED');
    await simulator.control.review(id, { outcome: 'OK', inSeconds: 60 });
    simulator.clock.advance(59);
    expect(await status()).toBe('DEPLOYING');
    simulator.clock.advance(1);
    expect(await status()).toBe('OK');
    await simulator.control.review(id, { outcome: 'OK', inSeconds: null });
    simulator.clock.advance(10 ** 6);
    expect(await status()).toBe('DEPLOYING');
  });

  it('moves the clock forward', async () => {
    const id = idOf(await simulator.post(cosyvoiceCreate()));
    await simulator.control.advance(5);
    const answer = await simulator.post(cosyvoice('query', { voice_id: id }));
    expect(answer.body).toMatchObject({ output: { status: 'OK' } });
  });

  it('removes a voice without a delete call', async () => {
    const id = idOf(await simulator.post(cosyvoiceCreate()));
    await simulator.control.removeVoice(id);
    expect((await simulator.post(cosyvoice('query', { voice_id: id }))).status).toBe(400);
    await expect(simulator.control.removeVoice('gone')).rejects.toThrow(ControlError);
  });

  it('adds a key to an existing account or to a new one', async () => {
    await simulator.post(cosyvoiceCreate());
    await simulator.control.grantKey({ key: 'sk-new', scope: 'mainland' });
    await simulator.control.grantKey({ key: 'sk-foreign', scope: 'mainland', name: 'foreign' });
    const listed = async (key: string) =>
      idsOf(await simulator.post(cosyvoice('list'), { headers: { Authorization: `Bearer ${key}` } }));
    expect(await listed('sk-new')).toHaveLength(1);
    expect(await listed('sk-foreign')).toEqual([]);
  });

  it('changes the latency of one action or of all actions', async () => {
    const first = await simulator.control.changeSettings({ latencyMs: { create: 5 } });
    expect(first.latencyMs).toEqual({ create: 5, list: 0, query: 0, delete: 0 });
    const second = await simulator.control.changeSettings({ latencyMs: 1 });
    expect(second.latencyMs).toEqual({ create: 1, list: 1, query: 1, delete: 1 });
  });

  it('restores the initial state on reset', async () => {
    await simulator.control.changeSettings({ reviewSeconds: 77 });
    await simulator.control.addRule({ effects: [{ kind: 'delay', ms: 0 }] });
    await simulator.control.revokeKey(keys.mainland);
    await simulator.control.reset();
    expect(await simulator.control.rules()).toEqual([]);
    expect(await simulator.control.calls()).toEqual([]);
    expect(await simulator.control.settings()).toMatchObject({ reviewSeconds: 5 });
    expect((await simulator.post(cosyvoice('list'))).status).toBe(200);
  });

  it.each([
    ['an unknown setting', 'PATCH', 'settings', '{"reviewTime":1}', 400],
    ['a setting out of range', 'PATCH', 'settings', '{"rejectShare":2}', 400],
    ['a rule without effects', 'POST', 'rules', '{}', 400],
    ['an unknown effect', 'POST', 'rules', '{"effects":[{"kind":"explode"}]}', 400],
    ['invalid JSON', 'POST', 'rules', '{', 400],
    ['an unknown rule', 'DELETE', 'rules/rule-9', '', 404],
    ['an unknown path', 'GET', 'nonsense', undefined, 404],
    ['an inherited path', 'GET', 'constructor', undefined, 404],
    ['an invalid escape sequence', 'DELETE', 'rules/%E0%A4%A', '', 400],
  ])('rejects %s', async (_case, method, path, body, status) => {
    const response = await fetch(`${simulator.server.controlUrl}/${path}`, {
      method,
      ...(body ? { body } : {}),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  it.each([
    ['no token', (_: string, path: string) => `/_simulator/${path}`],
    ['a wrong token', (_: string, path: string) => `/_simulator/${'A'.repeat(32)}/${path}`],
    ['a truncated token', (token: string, path: string) => `/_simulator/${token.slice(0, -1)}/${path}`],
    ['an empty token', (_: string, path: string) => `/_simulator//${path}`],
  ])('rejects %s on both ports without a change', async (_case, address) => {
    const { urls, controlUrl } = simulator.server;
    await simulator.control.changeSettings({ reviewSeconds: 77 });
    for (const url of Object.values(urls)) {
      const path = address(controlUrl.slice(controlUrl.lastIndexOf('/') + 1), 'reset');
      const response = await fetch(url + path, { method: 'POST' });
      expect([response.status, await response.json()]).toEqual([401, { error: expect.any(String) }]);
    }
    expect(await simulator.control.settings()).toMatchObject({ reviewSeconds: 77 });
  });

  it.each([
    ['a rebound host name', { Host: 'evil.example' }],
    ['a web page of another origin', { Origin: 'https://evil.example' }],
    ['a form of another site', { 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'text/plain' }],
  ])('rejects a request from %s even with a valid control URL and key', async (_case, more) => {
    const { urls, controlUrl } = simulator.server;
    const key = { Authorization: `Bearer ${keys.mainland}` };
    for (const url of [`${controlUrl}/truth`, `${urls.mainland}/health`, simulator.url()]) {
      const { port, pathname } = new URL(url);
      const headers = { Host: `127.0.0.1:${port}`, ...key, ...more };
      expect(await sendRequest({ port: Number(port), path: pathname, headers })).toMatchObject({
        status: 403,
      });
    }
    expect(await simulator.control.calls()).toEqual([]);
  });

  it('serves the provider API behind a TLS proxy with another port', async () => {
    const { port, pathname } = new URL(simulator.url());
    const headers = { Host: 'localhost:8443', Authorization: `Bearer ${keys.mainland}` };
    const { body } = await sendRequest({ port: Number(port), path: pathname, headers });
    expect(JSON.parse(body)).toMatchObject({ code: 'InvalidParameter' });
  });

  it('serves /health on both ports', async () => {
    const { urls } = simulator.server;
    for (const url of Object.values(urls)) {
      const response = await fetch(`${url}/health`);
      const health: unknown = await response.json();
      expect(JSON.stringify(health)).not.toContain('_simulator');
      expect(health).toMatchObject({
        status: 'ok',
        service: 'dashscope-simulator',
        urls,
      });
    }
  });
});
