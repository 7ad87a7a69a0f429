import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RuleInput } from '../../simulator/faults/rules.ts';
import { audioOf, type Caller, idOf, idsOf, startProvider } from './support/provider.ts';
import { callUntilDone, rawCall } from './support/raw-call.ts';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from './support/requests.ts';

describe('faults by rule', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startProvider();
  });
  beforeEach(() => caller.fresh());
  afterAll(() => caller.simulator.stop());

  const made = async () => (await caller.control.snapshot()).billed.length;
  const rule = (effect: RuleInput['effects'][number], more: Partial<RuleInput> = {}) =>
    caller.control.addRule({ effects: [effect], ...more });

  describe.each([
    ['before' as const, 0],
    ['after' as const, 1],
  ])('%s the work is done', (when, voices) => {
    it('an error in the form of the provider', async () => {
      await rule({ kind: 'error', status: 500, code: 'RequestTimeOut', when });
      const answer = await caller.post(cosyvoiceCreate());
      expect(answer.status).toBe(500);
      expect(answer.body).toStrictEqual({
        request_id: expect.any(String),
        code: 'RequestTimeOut',
        message: expect.any(String),
      });
      expect(await made()).toBe(voices);
    });

    it('an error body inside 200', async () => {
      await rule({ kind: 'error', status: 200, code: 'InternalError', when });
      expect(await caller.post(cosyvoiceCreate())).toMatchObject({
        status: 200,
        body: { code: 'InternalError' },
      });
      expect(await made()).toBe(voices);
    });

    it('a connection reset', async () => {
      await rule({ kind: 'reset', when });
      expect(await rawCall(caller.url(), cosyvoiceCreate())).toEqual({ text: '', end: 'reset' });
      expect(await made()).toBe(voices);
    });

    it('a connection closed', async () => {
      await rule({ kind: 'close', when });
      expect(await rawCall(caller.url(), cosyvoiceCreate())).toEqual({ text: '', end: 'closed' });
      expect(await made()).toBe(voices);
    });

    it('silence', async () => {
      await rule({ kind: 'silence', when });
      expect(await callUntilDone(caller, cosyvoiceCreate())).toEqual({ text: '', end: 'still open' });
      expect(await made()).toBe(voices);
    });

    it("a proxy's page", async () => {
      await rule({ kind: 'html', status: 504, when });
      const { text } = await rawCall(caller.url(), cosyvoiceCreate());
      expect(text).toMatch(/^HTTP\/1\.1 504 [\s\S]*text\/html[\s\S]*<html>/);
      expect(await made()).toBe(voices);
    });

    it("an error in OpenAI's form", async () => {
      await rule({ kind: 'openai-error', code: 'invalid_api_key', status: 401, when });
      const { text } = await rawCall(caller.url(), cosyvoiceCreate());
      expect(text).toMatch(/^HTTP\/1\.1 401 [\s\S]*"error":\{"message":"Simulated\."/);
      expect(await made()).toBe(voices);
    });

    it('something that is not HTTP', async () => {
      await rule({ kind: 'garbage', when });
      expect((await rawCall(caller.url(), cosyvoiceCreate())).text).toMatch(/^\0/);
      expect(await made()).toBe(voices);
    });

    it('any body at all', async () => {
      const headers = { Location: 'http://127.0.0.1:1/' };
      await rule({ kind: 'body', status: 307, body: '', contentType: 'text/plain', headers, when });
      const { text } = await rawCall(caller.url(), cosyvoiceCreate());
      expect(text).toMatch(/^HTTP\/1\.1 307 [\s\S]*Location: http:\/\/127\.0\.0\.1:1\//);
      expect(await made()).toBe(voices);
    });
  });

  it.each([
    ['length' as const, /Content-Length: \d+/],
    ['chunked' as const, /Transfer-Encoding: chunked/],
    ['none' as const, /Connection: close/],
  ])('cuts an answer, its length announced by %s', async (framing, header) => {
    await rule({ kind: 'truncate', keep: 0.5, framing });
    const { text, end } = await rawCall(caller.url(), cosyvoiceCreate());
    expect(text).toMatch(header);
    expect(text).toContain('"preview_audio"');
    expect(text).not.toContain('request_id');
    expect(end).toBe('closed');
    expect(await made()).toBe(1);
  });

  it('fetch sees a cut as an error where a length was given, and as half a JSON where none was', async () => {
    await rule({ kind: 'truncate', framing: 'length' }, { times: 1 });
    await expect(caller.post(cosyvoice('list'))).rejects.toThrow(/terminated/);
    await rule({ kind: 'truncate', framing: 'none' });
    await expect(caller.post(cosyvoice('list'))).rejects.toThrow(SyntaxError);
  });

  it('drips an answer, complete in the end', async () => {
    await rule({ kind: 'drip', bytesPerSecond: 600 });
    const began = performance.now();
    const answer = await caller.post(qwen('list'));
    expect(performance.now() - began).toBeGreaterThan(150);
    expect(answer).toMatchObject({ status: 200, body: { output: { total_count: 0 } } });
  });

  it('delays the work, which goes on when the caller hangs up', async () => {
    await rule({ kind: 'delay', ms: 2_000 });
    const hangUp = new AbortController();
    const call = rawCall(caller.url(), cosyvoiceCreate(), hangUp.signal);
    await caller.logged(() => true);
    hangUp.abort();
    expect((await call).end).toBe('still open');
    expect(await made()).toBe(0);
    await caller.logged(({ answeredAt }) => answeredAt !== null);
    expect(await made()).toBe(1);
  });

  it('patches a success: fields added, changed, removed', async () => {
    const patch = { request_id: null, usage: null, output: { target_model: null, tomorrow: { is: 1 } } };
    await rule({ kind: 'patch', patch }, { match: { action: 'create' } });
    const { body } = await caller.post(cosyvoiceCreate());
    expect(Object.keys(Object(body))).toEqual(['output']);
    expect(body).toMatchObject({ output: { tomorrow: { is: 1 }, voice_id: expect.any(String) } });
    expect(body).not.toHaveProperty('output.target_model');
  });

  it.each([
    ['bad-base64' as const, /[!*%]/],
    ['empty' as const, /^$/],
    ['wrong-format' as const, /^PGh0bWw/],
    ['huge' as const, /^A{4000}$/],
  ])('spoils a preview: %s', async (preview, data) => {
    await rule({ kind: 'preview', preview, bytes: 3_000 });
    expect((await caller.post(qwenCreate())).body).toMatchObject({
      output: { preview_audio: { data: expect.stringMatching(data), response_format: 'wav' } },
    });
  });

  it('leaves a preview out', async () => {
    await rule({ kind: 'preview', preview: 'missing' });
    expect((await caller.post(qwenCreate())).body).not.toHaveProperty('output.preview_audio');
  });

  it('gives a voice its life: rejected, hidden at first, removed in the end', async () => {
    const life = {
      outcome: 'UNDEPLOYED',
      reviewSeconds: 20,
      hiddenSeconds: 10,
      removedAfterSeconds: 30,
    } as const;
    await rule({ kind: 'voice', ...life }, { match: { action: 'create' } });
    const id = idOf(await caller.post(cosyvoiceCreate()));
    const query = () => caller.post(cosyvoice('query', { voice_id: id }));
    expect(idsOf(await caller.post(cosyvoice('list')))).toEqual([]);
    expect((await query()).status).toBe(400);
    caller.clock.pass(10);
    expect((await query()).body).toMatchObject({ output: { status: 'DEPLOYING' } });
    caller.clock.pass(10);
    expect((await query()).body).toMatchObject({ output: { status: 'UNDEPLOYED' } });
    caller.clock.pass(10);
    expect((await query()).status).toBe(400);
    expect((await caller.control.snapshot()).live).toEqual([]);
  });

  it('hits what a rule matches: family, action, name, prompt, voice, scope, account', async () => {
    const target = idOf(
      await caller.post(cosyvoiceCreate({ prefix: 'target', voice_prompt: 'Quite rare.' })),
    );
    const other = idOf(await caller.post(cosyvoiceCreate({ prefix: 'other' })));
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
      const id = await rule(fault, { match });
      expect([match, (await caller.post(query(target))).status]).toEqual([match, first]);
      expect([match, (await caller.post(query(other))).status]).toEqual([match, second]);
      await caller.control.removeRule(id);
    }
  });

  it('skips, and stops, by count', async () => {
    await rule({ kind: 'error', status: 503, code: 'ModelUnavailable' }, { skip: 1, times: 2 });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await caller.post(cosyvoice('list'))).status);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
    expect(await caller.control.rules()).toMatchObject([{ matched: 5, applied: 2 }]);
  });

  it('draws by probability, the same for the same seed, whatever other rules do', async () => {
    const run = async (seed: number, noise: boolean) => {
      await caller.fresh();
      await caller.control.changeSettings({ seed });
      const fault = { kind: 'error', status: 503, code: 'ModelUnavailable' } as const;
      await rule(fault, { probability: 0.5, match: { family: 'cosyvoice' } });
      if (noise) await rule(fault, { probability: 0.5, match: { family: 'qwen' } });
      const statuses: number[] = [];
      for (let n = 0; n < 30; n += 1) {
        if (noise) await caller.post(qwen('list'));
        statuses.push((await caller.post(cosyvoice('list'))).status);
      }
      return statuses;
    };
    const first = await run(7, false);
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await run(7, true)).toEqual(first);
    expect(await run(8, false)).not.toEqual(first);
  });

  it('leaves the connection of a well-behaved fault usable', async () => {
    await rule({ kind: 'error', status: 503, code: 'ModelUnavailable' });
    for (let n = 0; n < 3; n += 1) await caller.post(cosyvoice('list'));
    const calls = await caller.control.calls();
    expect(calls.at(-1)?.callOnConnection).toBeGreaterThan(1);
  });

  it('stops with silent connections open', async () => {
    const silent = await startProvider();
    await silent.control.addRule({ effects: [{ kind: 'silence', when: 'before' }] });
    const pending = rawCall(silent.url(), cosyvoice('list'));
    // The log has the call once it is being kept waiting.
    await silent.logged(() => true);
    await silent.simulator.stop();
    expect((await pending).end).not.toBe('still open');
  });

  it('answers nobody who hangs up in mid-request, and goes on', async () => {
    const { hostname, port, pathname } = new URL(caller.url());
    const socket = connect(Number(port), hostname);
    socket.write(`POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"model`);
    await once(socket, 'connect');
    socket.destroy();
    expect((await caller.post(cosyvoice('list'))).status).toBe(200);
  });

  it('keeps the audio right beside all of this', async () => {
    expect(
      audioOf(await caller.post(cosyvoiceCreate()))
        .subarray(0, 4)
        .toString(),
    ).toBe('RIFF');
  });
});
