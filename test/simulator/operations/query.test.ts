import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Caller, idOf, startProvider } from '../support/provider.ts';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from '../support/requests.ts';

describe('query', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startProvider();
  });
  beforeEach(() => caller.fresh());
  afterAll(() => caller.simulator.stop());

  const statusOf = async (id: string) => (await caller.post(cosyvoice('query', { voice_id: id }))).body;

  it('shows DEPLOYING until the review ends, then OK and when that was', async () => {
    const id = idOf(await caller.post(cosyvoiceCreate()));
    caller.clock.pass(4);
    const created = { gmt_create: '2026-11-24 12:00:00' };
    const first = await statusOf(id);
    expect(first).toMatchObject({ output: { status: 'DEPLOYING' } });
    caller.clock.pass(3);
    const second = await statusOf(id);
    expect(second).toMatchObject({
      output: { ...created, gmt_modified: '2026-11-24 12:00:05', status: 'OK' },
    });
  });

  it('divides review times by the time scale', async () => {
    await caller.control.changeSettings({ reviewSeconds: 100, timeScale: 50 });
    const id = idOf(await caller.post(cosyvoiceCreate()));
    caller.clock.pass(1.9);
    expect(await statusOf(id)).toMatchObject({ output: { status: 'DEPLOYING' } });
    caller.clock.pass(0.1);
    expect(await statusOf(id)).toMatchObject({ output: { status: 'OK' } });
  });

  it('rejects the asked share of voices, the same ones for the same seed', async () => {
    const outcomes = async () => {
      await caller.control.reset();
      await caller.control.changeSettings({ reviewSeconds: 0, rejectShare: 0.5 });
      for (let n = 0; n < 40; n += 1) await caller.post(cosyvoiceCreate());
      return (await caller.control.snapshot()).billed.map((voice) => voice.status);
    };
    const first = await outcomes();
    const rejected = first.filter((status) => status === 'UNDEPLOYED').length;
    expect(rejected).toBeGreaterThan(8);
    expect(rejected).toBeLessThan(32);
    expect(await outcomes()).toEqual(first);
  });

  it('asks no review of Qwen voices', async () => {
    const id = idOf(await caller.post(qwenCreate({ voice_prompt: 'A clear voice. [reject]' })));
    const answer = await caller.post(qwen('query', { voice: id }));
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('output.status');
  });

  it.each([
    ['CosyVoice', cosyvoice('query', { voice_id: 'gone' }), 'BadRequest.ResourceNotExist', /not exist/],
    ['Qwen', qwen('query', { voice: 'gone' }), 'VoiceNotFound', /^Voice not found: gone$/],
  ])('does not know a %s voice that is not there', async (_family, body, code, message) => {
    const answer = await caller.post(body);
    expect(answer).toMatchObject({ status: 400, body: { code, message: expect.stringMatching(message) } });
  });

  it("does not know another scope's voice, nor another family's", async () => {
    const id = idOf(await caller.post(cosyvoiceCreate()));
    const abroad = await caller.post(cosyvoice('query', { voice_id: id }), { scope: 'international' });
    expect(abroad.status).toBe(400);
    expect((await caller.post(qwen('query', { voice: id }))).status).toBe(400);
  });

  it.each([
    ['CosyVoice', cosyvoice('query', { voice: 'x' })],
    ['Qwen', qwen('query', { voice_id: 'x' })],
  ])('wants the id of %s in its own field', async (_family, body) => {
    expect(await caller.post(body)).toMatchObject({ status: 400, body: { code: 'InvalidParameter' } });
  });
});
