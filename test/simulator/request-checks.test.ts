import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cosyvoice, cosyvoiceCreate, qwen } from './support/requests.ts';
import { keys, startTestSimulator, type TestSimulator } from './support/test-simulator.ts';

describe('the checks before an operation', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.server.stop());

  const input = { action: 'list_voice' };
  it.each([
    ['not JSON', '{"model":', 'InvalidParameter', /body/],
    ['an empty body', '', 'InvalidParameter', /body/],
    ['an array', '[]', 'InvalidParameter', /body/],
    ['no model', { input }, 'BadRequest.EmptyModel', /model/],
    ['an empty model', { model: '', input }, 'BadRequest.EmptyModel', /model/],
    ['a model that is a number', { model: 1, input }, 'InvalidParameter', /model/],
    ['an unknown model', { model: 'gpt', input }, 'InvalidParameter', /^Model not exist\.$/],
    [
      'the synthesis model as model',
      { model: 'cosyvoice-v3.5-plus', input },
      'InvalidParameter',
      /^url error/,
    ],
    ['no input', { model: 'voice-enrollment' }, 'BadRequest.EmptyInput', /input/],
    ['input that is text', { model: 'voice-enrollment', input: 'x' }, 'BadRequest.IllegalInput', /json/],
    ['input that is a list', { model: 'voice-enrollment', input: [] }, 'BadRequest.IllegalInput', /json/],
    ['no action', { model: 'voice-enrollment', input: {} }, 'InvalidParameter', /action/],
    [
      "the other family's action",
      { model: 'voice-enrollment', input: { action: 'list' } },
      'InvalidParameter',
      /action/,
    ],
    [
      'an inherited action',
      { model: 'qwen-voice-design', input: { action: 'toString' } },
      'InvalidParameter',
      /action/,
    ],
  ])('reject %s with 400', async (_case, body, code, message) => {
    const answer = await simulator.post(body);
    expect(answer.contentType).toBe('application/json');
    expect(answer.status).toBe(400);
    expect(answer.body).toStrictEqual({
      request_id: expect.any(String),
      code,
      message: expect.stringMatching(message),
    });
  });

  it('reject a content type other than JSON', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await simulator.post(cosyvoice('list'), { headers })).status).toBe(400);
  });

  it('reject a body above the limit', async () => {
    await simulator.control.changeSettings({ bodyLimitBytes: 1_000 });
    const answer = await simulator.post(cosyvoiceCreate({ voice_prompt: 'x'.repeat(2_000) }));
    expect(answer).toMatchObject({ status: 400, body: { code: 'BadRequest.TooLarge' } });
  });

  it('reject other paths and methods', async () => {
    const headers = { Authorization: `Bearer ${keys.mainland}` };
    const get = await fetch(simulator.url(), { headers });
    expect([get.status, await get.json()]).toMatchObject([
      400,
      { code: 'InvalidParameter', message: "Request method 'GET' is not supported." },
    ]);
    const elsewhere = await fetch(`${simulator.server.url}/api/v1/tasks`, { method: 'POST', headers });
    expect([elsewhere.status, await elsewhere.json()]).toMatchObject([404, { code: 'NotFound' }]);
  });

  it('reject asynchronous calls', async () => {
    const answer = await simulator.post(cosyvoice('list'), { headers: { 'X-DashScope-Async': 'enable' } });
    expect(answer).toMatchObject({ status: 403, body: { code: 'AccessDenied' } });
    const headers = { 'X-DashScope-Async': 'disable' };
    expect((await simulator.post(cosyvoice('list'), { headers })).status).toBe(200);
  });

  it.each([
    ['an unknown key', 'Bearer sk-unknown', 'Invalid API-key provided.'],
    ['a key without Bearer', keys.mainland, 'Invalid API-key provided.'],
    ['an empty header', '', 'No API-key provided.'],
    ["the other scope's key", `Bearer ${keys.international}`, 'Invalid API-key provided.'],
  ])('reject %s with 401', async (_case, authorization, message) => {
    const answer = await simulator.post(cosyvoice('list'), { headers: { Authorization: authorization } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'InvalidApiKey', message } });
  });

  it('reject a mainland key in the international scope', async () => {
    const headers = { Authorization: `Bearer ${keys.mainland}` };
    const answer = await simulator.post(cosyvoice('list'), { scope: 'international', headers });
    expect(answer.status).toBe(401);
  });

  it('reject a revoked key', async () => {
    await simulator.control.revokeKey(keys.mainland);
    expect((await simulator.post(cosyvoice('list'))).status).toBe(401);
  });

  it('reject an unknown workspace, in either spelling of the header, if workspaces are set', async () => {
    await simulator.control.changeSettings({ workspaces: ['ws-1'] });
    for (const header of ['X-DashScope-WorkSpace', 'X-DashScope-Workspace']) {
      expect((await simulator.post(cosyvoice('list'), { headers: { [header]: 'ws-1' } })).status).toBe(200);
      const other = await simulator.post(cosyvoice('list'), { headers: { [header]: 'ws-2' } });
      expect(other).toMatchObject({ status: 401, body: { code: 'NOT AUTHORIZED' } });
    }
    expect((await simulator.post(cosyvoice('list'))).status).toBe(200);
  });

  it.each([
    ['model-not-exist' as const, 400, 'InvalidParameter'],
    ['access-denied' as const, 403, 'AccessDenied'],
    ['endpoint-access-denied' as const, 403, 'Endpoint.AccessDenied'],
    ['model-not-found' as const, 404, 'ModelNotFound'],
  ])(
    'reject calls to the retired Qwen model with the error of setting %s',
    async (qwenRetired, status, code) => {
      await simulator.control.changeSettings({ qwenRetired });
      expect(await simulator.post(qwen('list'))).toMatchObject({ status, body: { code } });
      expect((await simulator.post(cosyvoice('list'))).status).toBe(200);
    },
  );
});

describe('the rate limits', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator({
      settings: { cosyvoiceCallsPerSecond: 10, qwenCallsPerMinute: 180 },
    });
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.server.stop());

  const statuses = async (body: unknown, calls: number) => {
    const seen: number[] = [];
    for (let n = 0; n < calls; n += 1) seen.push((await simulator.post(body)).status);
    return seen;
  };
  const admitted = (seen: number[]) => seen.filter((status) => status === 200).length;

  it('admit ten CosyVoice calls of all operations in any second', async () => {
    expect(admitted(await statuses(cosyvoice('list'), 8))).toBe(8);
    expect(admitted(await statuses(cosyvoiceCreate(), 5))).toBe(2);
    simulator.clock.advance(0.99);
    expect(await simulator.post(cosyvoice('list'))).toMatchObject({
      status: 429,
      body: { code: 'Throttling.RateQuota' },
    });
    simulator.clock.advance(0.01);
    expect(admitted(await statuses(cosyvoice('list'), 11))).toBe(10);
  });

  it('admit three Qwen calls in any second, counted separately', async () => {
    expect(admitted(await statuses(qwen('list'), 5))).toBe(3);
    expect((await simulator.post(cosyvoice('list'))).status).toBe(200);
    expect((await simulator.post(qwen('list'), { scope: 'international' })).status).toBe(200);
  });

  it('count all keys of one account together', async () => {
    await simulator.control.grantKey({ key: 'sk-second', scope: 'mainland', name: 'local' });
    await statuses(qwen('list'), 3);
    const headers = { Authorization: 'Bearer sk-second' };
    expect((await simulator.post(qwen('list'), { headers })).status).toBe(429);
  });

  it('support rates below one call per second', async () => {
    await simulator.control.changeSettings({ qwenCallsPerMinute: 30 });
    expect(await statuses(qwen('list'), 2)).toEqual([200, 429]);
    simulator.clock.advance(2);
    expect(await statuses(qwen('list'), 1)).toEqual([200]);
  });
});
