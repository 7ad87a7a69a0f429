import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Caller, keys, startProvider } from './support/provider.ts';
import { cosyvoice, cosyvoiceCreate, qwen } from './support/requests.ts';

/** What is refused before an operation looks at its fields. */
describe('the gate', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startProvider();
  });
  beforeEach(() => caller.fresh());
  afterAll(() => caller.simulator.stop());

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
  ])('refuses %s with 400', async (_case, body, code, message) => {
    const answer = await caller.post(body);
    expect(answer.contentType).toBe('application/json');
    expect(answer.status).toBe(400);
    expect(answer.body).toStrictEqual({
      request_id: expect.any(String),
      code,
      message: expect.stringMatching(message),
    });
  });

  it('refuses a content type that is not JSON', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await caller.post(cosyvoice('list'), { headers })).status).toBe(400);
  });

  it('refuses a body over its limit', async () => {
    await caller.control.changeSettings({ bodyLimitBytes: 1_000 });
    const answer = await caller.post(cosyvoiceCreate({ voice_prompt: 'x'.repeat(2_000) }));
    expect(answer).toMatchObject({ status: 400, body: { code: 'BadRequest.TooLarge' } });
  });

  it('knows one path and one method', async () => {
    const headers = { Authorization: `Bearer ${keys.mainland}` };
    const get = await fetch(caller.url(), { headers });
    expect([get.status, await get.json()]).toMatchObject([
      400,
      { code: 'InvalidParameter', message: "Request method 'GET' is not supported." },
    ]);
    const elsewhere = await fetch(`${caller.simulator.url}/api/v1/tasks`, { method: 'POST', headers });
    expect([elsewhere.status, await elsewhere.json()]).toMatchObject([404, { code: 'NotFound' }]);
  });

  it('is synchronous only', async () => {
    const answer = await caller.post(cosyvoice('list'), { headers: { 'X-DashScope-Async': 'enable' } });
    expect(answer).toMatchObject({ status: 403, body: { code: 'AccessDenied' } });
    const headers = { 'X-DashScope-Async': 'disable' };
    expect((await caller.post(cosyvoice('list'), { headers })).status).toBe(200);
  });

  it.each([
    ['an unknown key', 'Bearer sk-unknown', 'Invalid API-key provided.'],
    ['no Bearer', keys.mainland, 'Invalid API-key provided.'],
    ['an empty header', '', 'No API-key provided.'],
    ["the other scope's key", `Bearer ${keys.international}`, 'Invalid API-key provided.'],
  ])('refuses %s with 401', async (_case, authorization, message) => {
    const answer = await caller.post(cosyvoice('list'), { headers: { Authorization: authorization } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'InvalidApiKey', message } });
  });

  it('refuses a mainland key in the international scope', async () => {
    const headers = { Authorization: `Bearer ${keys.mainland}` };
    const answer = await caller.post(cosyvoice('list'), { scope: 'international', headers });
    expect(answer.status).toBe(401);
  });

  it('takes a revoked key no more', async () => {
    await caller.control.revokeKey(keys.mainland);
    expect((await caller.post(cosyvoice('list'))).status).toBe(401);
  });

  it('minds the workspace, in either spelling, when told which there are', async () => {
    await caller.control.changeSettings({ workspaces: ['ws-1'] });
    for (const header of ['X-DashScope-WorkSpace', 'X-DashScope-Workspace']) {
      expect((await caller.post(cosyvoice('list'), { headers: { [header]: 'ws-1' } })).status).toBe(200);
      const other = await caller.post(cosyvoice('list'), { headers: { [header]: 'ws-2' } });
      expect(other).toMatchObject({ status: 401, body: { code: 'NOT AUTHORIZED' } });
    }
    expect((await caller.post(cosyvoice('list'))).status).toBe(200);
  });

  it.each([
    ['model-not-exist' as const, 400, 'InvalidParameter'],
    ['access-denied' as const, 403, 'AccessDenied'],
    ['endpoint-access-denied' as const, 403, 'Endpoint.AccessDenied'],
    ['model-not-found' as const, 404, 'ModelNotFound'],
  ])('can have Qwen voice design retired: %s', async (qwenRetired, status, code) => {
    await caller.control.changeSettings({ qwenRetired });
    expect(await caller.post(qwen('list'))).toMatchObject({ status, body: { code } });
    expect((await caller.post(cosyvoice('list'))).status).toBe(200);
  });
});

describe('the rate limits', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startProvider({ settings: { cosyvoiceCallsPerSecond: 10, qwenCallsPerMinute: 180 } });
  });
  beforeEach(() => caller.fresh());
  afterAll(() => caller.simulator.stop());

  const statuses = async (body: unknown, calls: number) => {
    const seen: number[] = [];
    for (let n = 0; n < calls; n += 1) seen.push((await caller.post(body)).status);
    return seen;
  };
  const admitted = (seen: number[]) => seen.filter((status) => status === 200).length;

  it('admit ten CosyVoice calls in any second, whatever the operation', async () => {
    expect(admitted(await statuses(cosyvoice('list'), 8))).toBe(8);
    expect(admitted(await statuses(cosyvoiceCreate(), 5))).toBe(2);
    caller.clock.pass(0.99);
    expect(await caller.post(cosyvoice('list'))).toMatchObject({
      status: 429,
      body: { code: 'Throttling.RateQuota' },
    });
    caller.clock.pass(0.01);
    expect(admitted(await statuses(cosyvoice('list'), 11))).toBe(10);
  });

  it('admit three Qwen calls in any second, counted apart', async () => {
    expect(admitted(await statuses(qwen('list'), 5))).toBe(3);
    expect((await caller.post(cosyvoice('list'))).status).toBe(200);
    expect((await caller.post(qwen('list'), { scope: 'international' })).status).toBe(200);
  });

  it('add up the keys of one account', async () => {
    await caller.control.grantKey({ key: 'sk-second', scope: 'mainland', name: 'local' });
    await statuses(qwen('list'), 3);
    const headers = { Authorization: 'Bearer sk-second' };
    expect((await caller.post(qwen('list'), { headers })).status).toBe(429);
  });

  it('can be slower than one a second', async () => {
    await caller.control.changeSettings({ qwenCallsPerMinute: 30 });
    expect(await statuses(qwen('list'), 2)).toEqual([200, 429]);
    caller.clock.pass(2);
    expect(await statuses(qwen('list'), 1)).toEqual([200]);
  });
});
