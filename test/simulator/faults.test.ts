import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RuleInput } from '../../simulator/faults/rules.ts';
import { callUntilProcessed, rawCall } from './support/raw-call.ts';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from './support/requests.ts';
import { idOf, idsOf, startTestSimulator, type TestSimulator } from './support/test-simulator.ts';

describe('a fault rule', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.server.stop());

  const voiceCount = async () => (await simulator.control.snapshot()).billed.length;
  const addRule = (effect: RuleInput['effects'][number], more: Partial<RuleInput> = {}) =>
    simulator.control.addRule({ effects: [effect], ...more });

  describe.each([
    ['before' as const, 0],
    ['after' as const, 1],
  ])('%s the operation', (when, voices) => {
    it('returns an error in the format of the provider', async () => {
      await addRule({ kind: 'error', status: 500, code: 'RequestTimeOut', when });
      const answer = await simulator.post(cosyvoiceCreate());
      expect(answer.status).toBe(500);
      expect(answer.body).toStrictEqual({
        request_id: expect.any(String),
        code: 'RequestTimeOut',
        message: expect.any(String),
      });
      expect(await voiceCount()).toBe(voices);
    });

    it('returns an error body with status 200', async () => {
      await addRule({ kind: 'error', status: 200, code: 'InternalError', when });
      expect(await simulator.post(cosyvoiceCreate())).toMatchObject({
        status: 200,
        body: { code: 'InternalError' },
      });
      expect(await voiceCount()).toBe(voices);
    });

    it('resets the connection', async () => {
      await addRule({ kind: 'reset', when });
      expect(await rawCall(simulator.url(), cosyvoiceCreate())).toEqual({ text: '', end: 'reset' });
      expect(await voiceCount()).toBe(voices);
    });

    it('closes the connection', async () => {
      await addRule({ kind: 'close', when });
      expect(await rawCall(simulator.url(), cosyvoiceCreate())).toEqual({ text: '', end: 'closed' });
      expect(await voiceCount()).toBe(voices);
    });

    it('leaves the connection open without an answer', async () => {
      await addRule({ kind: 'silence', when });
      expect(await callUntilProcessed(simulator, cosyvoiceCreate())).toEqual({ text: '', end: 'still open' });
      expect(await voiceCount()).toBe(voices);
    });

    it('returns an HTML page of a proxy', async () => {
      await addRule({ kind: 'html', status: 504, when });
      const { text } = await rawCall(simulator.url(), cosyvoiceCreate());
      expect(text).toMatch(/^HTTP\/1\.1 504 [\s\S]*text\/html[\s\S]*<html>/);
      expect(await voiceCount()).toBe(voices);
    });

    it('returns an error in the format of OpenAI', async () => {
      await addRule({ kind: 'openai-error', code: 'invalid_api_key', status: 401, when });
      const { text } = await rawCall(simulator.url(), cosyvoiceCreate());
      expect(text).toMatch(/^HTTP\/1\.1 401 [\s\S]*"error":\{"message":"Simulated\."/);
      expect(await voiceCount()).toBe(voices);
    });

    it('sends bytes that are not HTTP', async () => {
      await addRule({ kind: 'garbage', when });
      expect((await rawCall(simulator.url(), cosyvoiceCreate())).text).toMatch(/^\0/);
      expect(await voiceCount()).toBe(voices);
    });

    it('returns an arbitrary body', async () => {
      const headers = { Location: 'http://127.0.0.1:1/' };
      await addRule({ kind: 'body', status: 307, body: '', contentType: 'text/plain', headers, when });
      const { text } = await rawCall(simulator.url(), cosyvoiceCreate());
      expect(text).toMatch(/^HTTP\/1\.1 307 [\s\S]*Location: http:\/\/127\.0\.0\.1:1\//);
      expect(await voiceCount()).toBe(voices);
    });
  });

  it.each([
    ['length' as const, /Content-Length: \d+/],
    ['chunked' as const, /Transfer-Encoding: chunked/],
    ['none' as const, /Connection: close/],
  ])('truncates an answer with framing %s', async (framing, header) => {
    await addRule({ kind: 'truncate', keep: 0.5, framing });
    const { text, end } = await rawCall(simulator.url(), cosyvoiceCreate());
    expect(text).toMatch(header);
    expect(text).toContain('"preview_audio"');
    expect(text).not.toContain('request_id');
    expect(end).toBe('closed');
    expect(await voiceCount()).toBe(1);
  });

  it('makes fetch fail for a truncated body with a declared length, and return half the JSON without one', async () => {
    await addRule({ kind: 'truncate', framing: 'length' }, { times: 1 });
    await expect(simulator.post(cosyvoice('list'))).rejects.toThrow(/terminated/);
    await addRule({ kind: 'truncate', framing: 'none' });
    await expect(simulator.post(cosyvoice('list'))).rejects.toThrow(SyntaxError);
  });

  it('sends an answer slowly and completely', async () => {
    await addRule({ kind: 'drip', bytesPerSecond: 600 });
    const startedAt = performance.now();
    const answer = await simulator.post(qwen('list'));
    expect(performance.now() - startedAt).toBeGreaterThan(150);
    expect(answer).toMatchObject({ status: 200, body: { output: { total_count: 0 } } });
  });

  it('delays an operation, which is performed even if the caller disconnects', async () => {
    await addRule({ kind: 'delay', ms: 2_000 });
    const hangUp = new AbortController();
    const call = rawCall(simulator.url(), cosyvoiceCreate(), hangUp.signal);
    await simulator.waitForCall(() => true);
    hangUp.abort();
    expect((await call).end).toBe('still open');
    expect(await voiceCount()).toBe(0);
    await simulator.waitForCall(({ answeredAt }) => answeredAt !== null);
    expect(await voiceCount()).toBe(1);
  });

  it('patches a success response: adds, changes and removes fields', async () => {
    const patch = { request_id: null, usage: null, output: { target_model: null, tomorrow: { is: 1 } } };
    await addRule({ kind: 'patch', patch }, { match: { action: 'create' } });
    const { body } = await simulator.post(cosyvoiceCreate());
    expect(Object.keys(Object(body))).toEqual(['output']);
    expect(body).toMatchObject({ output: { tomorrow: { is: 1 }, voice_id: expect.any(String) } });
    expect(body).not.toHaveProperty('output.target_model');
  });

  it.each([
    ['bad-base64' as const, /[!*%]/],
    ['empty' as const, /^$/],
    ['wrong-format' as const, /^PGh0bWw/],
    ['huge' as const, /^A{4000}$/],
  ])('breaks a preview: %s', async (preview, data) => {
    await addRule({ kind: 'preview', preview, bytes: 3_000 });
    expect((await simulator.post(qwenCreate())).body).toMatchObject({
      output: { preview_audio: { data: expect.stringMatching(data), response_format: 'wav' } },
    });
  });

  it('omits a preview', async () => {
    await addRule({ kind: 'preview', preview: 'missing' });
    expect((await simulator.post(qwenCreate())).body).not.toHaveProperty('output.preview_audio');
  });

  it('determines the life of a voice: hidden at first, rejected, then removed', async () => {
    const properties = {
      outcome: 'UNDEPLOYED',
      reviewSeconds: 20,
      hiddenSeconds: 10,
      removedAfterSeconds: 30,
    } as const;
    await addRule({ kind: 'voice', ...properties }, { match: { action: 'create' } });
    const id = idOf(await simulator.post(cosyvoiceCreate()));
    const query = () => simulator.post(cosyvoice('query', { voice_id: id }));
    expect(idsOf(await simulator.post(cosyvoice('list')))).toEqual([]);
    expect((await query()).status).toBe(400);
    simulator.clock.advance(10);
    expect((await query()).body).toMatchObject({ output: { status: 'DEPLOYING' } });
    simulator.clock.advance(10);
    expect((await query()).body).toMatchObject({ output: { status: 'UNDEPLOYED' } });
    simulator.clock.advance(10);
    expect((await query()).status).toBe(400);
    expect((await simulator.control.snapshot()).live).toEqual([]);
  });

  it('applies to calls with matching family, action, name, prompt, voice, scope and account', async () => {
    const target = idOf(
      await simulator.post(cosyvoiceCreate({ prefix: 'target', voice_prompt: 'Quite rare.' })),
    );
    const other = idOf(await simulator.post(cosyvoiceCreate({ prefix: 'other' })));
    const fault = { kind: 'error', status: 503, code: 'ModelUnavailable' } as const;
    const query = (id: string) => cosyvoice('query', { voice_id: id });
    const cases: [RuleInput['match'], number, number][] = [
      [{ action: 'query' }, 503, 503],
      [{ action: 'delete' }, 200, 200],
      [{ family: 'qwen' }, 200, 200],
      [{ scope: 'international' }, 200, 200],
      [{ account: 'local', family: 'cosyvoice' }, 503, 503],
      [{ name: 'targ' }, 503, 200],
      [{ prompt: 'rare' }, 503, 200],
      [{ voice: other }, 200, 503],
    ];
    for (const [match, first, second] of cases) {
      const id = await addRule(fault, { match });
      expect([match, (await simulator.post(query(target))).status]).toEqual([match, first]);
      expect([match, (await simulator.post(query(other))).status]).toEqual([match, second]);
      await simulator.control.removeRule(id);
    }
  });

  it('skips calls and stops by count', async () => {
    await addRule({ kind: 'error', status: 503, code: 'ModelUnavailable' }, { skip: 1, times: 2 });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await simulator.post(cosyvoice('list'))).status);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
    expect(await simulator.control.rules()).toMatchObject([{ matched: 5, applied: 2 }]);
  });

  it('applies with a probability, equally for equal seeds and independently of other rules', async () => {
    const run = async (seed: number, noise: boolean) => {
      await simulator.reset();
      await simulator.control.changeSettings({ seed });
      const fault = { kind: 'error', status: 503, code: 'ModelUnavailable' } as const;
      await addRule(fault, { probability: 0.5, match: { family: 'cosyvoice' } });
      if (noise) await addRule(fault, { probability: 0.5, match: { family: 'qwen' } });
      const statuses: number[] = [];
      for (let n = 0; n < 30; n += 1) {
        if (noise) await simulator.post(qwen('list'));
        statuses.push((await simulator.post(cosyvoice('list'))).status);
      }
      return statuses;
    };
    const first = await run(7, false);
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await run(7, true)).toEqual(first);
    expect(await run(8, false)).not.toEqual(first);
  });

  it('keeps the connection open after an error response', async () => {
    await addRule({ kind: 'error', status: 503, code: 'ModelUnavailable' });
    for (let n = 0; n < 3; n += 1) await simulator.post(cosyvoice('list'));
    const calls = await simulator.control.calls();
    expect(calls.at(-1)?.callOnConnection).toBeGreaterThan(1);
  });

  it('does not prevent the simulator from stopping while a connection is silent', async () => {
    const silent = await startTestSimulator();
    await silent.control.addRule({ effects: [{ kind: 'silence', when: 'before' }] });
    const pending = rawCall(silent.url(), cosyvoice('list'));
    // Once the log contains the call, the simulator keeps it waiting.
    await silent.waitForCall(() => true);
    await silent.server.stop();
    expect((await pending).end).not.toBe('still open');
  });

  it('does not affect later calls when a caller disconnects during a request', async () => {
    const { hostname, port, pathname } = new URL(simulator.url());
    const socket = connect(Number(port), hostname);
    socket.write(`POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"model`);
    await once(socket, 'connect');
    socket.destroy();
    expect((await simulator.post(cosyvoice('list'))).status).toBe(200);
  });
});
