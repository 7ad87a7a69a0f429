import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ControlError } from '../../simulator/control-client.ts';
import { ask } from '../support/open-ports.ts';
import { type Caller, idOf, idsOf, keys, startProvider } from './support/provider.ts';
import { cosyvoice, cosyvoiceCreate, qwenCreate } from './support/requests.ts';

describe('the control plane', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startProvider();
  });
  beforeEach(() => caller.fresh());
  afterAll(() => caller.simulator.stop());

  it('logs each call: who, what, the answer, the connection', async () => {
    const id = idOf(await caller.post(cosyvoiceCreate({ prefix: 'abc' })));
    await caller.post(cosyvoice('query', { voice_id: 'gone' }));
    await caller.post(cosyvoice('list'), { headers: { Authorization: 'Bearer sk-wrong' } });
    const calls = await caller.control.calls();
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
    expect(await caller.control.calls(calls[1]?.seq)).toHaveLength(1);
  });

  it('never shows a key', async () => {
    await caller.post(cosyvoiceCreate());
    await caller.post(cosyvoice('list'), { headers: { Authorization: 'Bearer sk-wrong-key' } });
    const shown = JSON.stringify([
      await caller.control.calls(),
      await caller.control.snapshot(),
      await caller.control.settings(),
      await (await fetch(`${caller.simulator.url}/health`)).json(),
    ]);
    expect(shown).not.toContain(keys.mainland);
    expect(shown).not.toContain('sk-wrong-key');
  });

  it('knows which faults were applied, and the voice made behind one', async () => {
    await caller.control.addRule({
      effects: [
        { kind: 'delay', ms: 1 },
        { kind: 'html', status: 502, when: 'after' },
      ],
    });
    await fetch(caller.url(), {
      method: 'POST',
      headers: { Authorization: `Bearer ${keys.mainland}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(qwenCreate()),
    });
    const [voice] = (await caller.control.snapshot()).billed;
    expect(await caller.control.calls()).toMatchObject([
      { effects: ['delay', 'html'], status: 502, voice: voice?.id },
    ]);
  });

  it('ends a review as it is told: now, later, never', async () => {
    const id = idOf(await caller.post(cosyvoiceCreate()));
    const status = async () => (await caller.control.snapshot()).live[0]?.status;
    await caller.control.review(id, { outcome: 'UNDEPLOYED' });
    expect(await status()).toBe('UNDEPLOYED');
    await caller.control.review(id, { outcome: 'OK', inSeconds: 60 });
    caller.clock.pass(59);
    expect(await status()).toBe('DEPLOYING');
    caller.clock.pass(1);
    expect(await status()).toBe('OK');
    await caller.control.review(id, { outcome: 'OK', inSeconds: null });
    caller.clock.pass(10 ** 6);
    expect(await status()).toBe('DEPLOYING');
  });

  it('moves the clock', async () => {
    const id = idOf(await caller.post(cosyvoiceCreate()));
    await caller.control.advance(5);
    const answer = await caller.post(cosyvoice('query', { voice_id: id }));
    expect(answer.body).toMatchObject({ output: { status: 'OK' } });
  });

  it('removes a voice behind everybody’s back', async () => {
    const id = idOf(await caller.post(cosyvoiceCreate()));
    await caller.control.removeVoice(id);
    expect((await caller.post(cosyvoice('query', { voice_id: id }))).status).toBe(400);
    await expect(caller.control.removeVoice('gone')).rejects.toThrow(ControlError);
  });

  it('rotates a key: to the same account, or to another one', async () => {
    await caller.post(cosyvoiceCreate());
    await caller.control.grantKey({ key: 'sk-new', scope: 'mainland' });
    await caller.control.grantKey({ key: 'sk-foreign', scope: 'mainland', name: 'foreign' });
    const listed = async (key: string) =>
      idsOf(await caller.post(cosyvoice('list'), { headers: { Authorization: `Bearer ${key}` } }));
    expect(await listed('sk-new')).toHaveLength(1);
    expect(await listed('sk-foreign')).toEqual([]);
  });

  it('changes a latency of one action, or of all', async () => {
    const first = await caller.control.changeSettings({ latencyMs: { create: 5 } });
    expect(first.latencyMs).toEqual({ create: 5, list: 0, query: 0, delete: 0 });
    const second = await caller.control.changeSettings({ latencyMs: 1 });
    expect(second.latencyMs).toEqual({ create: 1, list: 1, query: 1, delete: 1 });
  });

  it('forgets everything on reset', async () => {
    await caller.control.changeSettings({ reviewSeconds: 77 });
    await caller.control.addRule({ effects: [{ kind: 'delay', ms: 0 }] });
    await caller.control.revokeKey(keys.mainland);
    await caller.control.reset();
    expect(await caller.control.rules()).toEqual([]);
    expect(await caller.control.calls()).toEqual([]);
    expect(await caller.control.settings()).toMatchObject({ reviewSeconds: 5 });
    expect((await caller.post(cosyvoice('list'))).status).toBe(200);
  });

  it.each([
    ['a setting it does not know', 'PATCH', 'settings', '{"reviewTime":1}', 400],
    ['a setting out of range', 'PATCH', 'settings', '{"rejectShare":2}', 400],
    ['a rule without effects', 'POST', 'rules', '{}', 400],
    ['an effect it does not know', 'POST', 'rules', '{"effects":[{"kind":"explode"}]}', 400],
    ['what is not JSON', 'POST', 'rules', '{', 400],
    ['a rule that is gone', 'DELETE', 'rules/rule-9', '', 404],
    ['a path it does not know', 'GET', 'nonsense', undefined, 404],
    ['an inherited path', 'GET', 'constructor', undefined, 404],
    ['a bad escape', 'DELETE', 'rules/%E0%A4%A', '', 400],
  ])('refuses %s', async (_case, method, path, body, status) => {
    const response = await fetch(`${caller.simulator.controlUrl}/${path}`, {
      method,
      ...(body ? { body } : {}),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  it.each([
    ['no token', (_: string, path: string) => `/_simulator/${path}`],
    ['another token', (_: string, path: string) => `/_simulator/${'A'.repeat(32)}/${path}`],
    ['a part of the token', (token: string, path: string) => `/_simulator/${token.slice(0, -1)}/${path}`],
    ['an empty token', (_: string, path: string) => `/_simulator//${path}`],
  ])('refuses %s on both ports, and changes nothing', async (_case, address) => {
    const { urls, controlUrl } = caller.simulator;
    await caller.control.changeSettings({ reviewSeconds: 77 });
    for (const url of Object.values(urls)) {
      const path = address(controlUrl.slice(controlUrl.lastIndexOf('/') + 1), 'reset');
      const response = await fetch(url + path, { method: 'POST' });
      expect([response.status, await response.json()]).toEqual([401, { error: expect.any(String) }]);
    }
    expect(await caller.control.settings()).toMatchObject({ reviewSeconds: 77 });
  });

  it.each([
    ['a rebound name', { Host: 'evil.example' }],
    ['a page elsewhere', { Origin: 'https://evil.example' }],
    ['a form of a page elsewhere', { 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'text/plain' }],
  ])('refuses %s, control address, key and all', async (_case, more) => {
    const { urls, controlUrl } = caller.simulator;
    const key = { Authorization: `Bearer ${keys.mainland}` };
    for (const url of [`${controlUrl}/truth`, `${urls.mainland}/health`, caller.url()]) {
      const { port, pathname } = new URL(url);
      const headers = { Host: `127.0.0.1:${port}`, ...key, ...more };
      expect(await ask({ port: Number(port), path: pathname, headers })).toMatchObject({ status: 403 });
    }
    expect(await caller.control.calls()).toEqual([]);
  });

  it('answers the provider’s API behind a TLS proxy, which has a port of its own', async () => {
    const { port, pathname } = new URL(caller.url());
    const headers = { Host: 'localhost:8443', Authorization: `Bearer ${keys.mainland}` };
    const { body } = await ask({ port: Number(port), path: pathname, headers });
    expect(JSON.parse(body)).toMatchObject({ code: 'InvalidParameter' });
  });

  it('answers /health on both ports', async () => {
    const { urls } = caller.simulator;
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
