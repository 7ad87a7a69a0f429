import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from '../support/requests.ts';
import { idOf, startTestSimulator, type TestSimulator } from '../support/test-simulator.ts';

describe('query', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.server.stop());

  const statusOf = async (id: string) => (await simulator.post(cosyvoice('query', { voice_id: id }))).body;

  it('returns DEPLOYING until the review ends, then OK and the time of its end', async () => {
    const id = idOf(await simulator.post(cosyvoiceCreate()));
    simulator.clock.advance(4);
    const created = { gmt_create: '2026-11-24 12:00:00' };
    const first = await statusOf(id);
    expect(first).toMatchObject({ output: { status: 'DEPLOYING' } });
    simulator.clock.advance(3);
    const second = await statusOf(id);
    expect(second).toMatchObject({
      output: { ...created, gmt_modified: '2026-11-24 12:00:05', status: 'OK' },
    });
  });

  it('divides review times by the time scale', async () => {
    await simulator.control.changeSettings({ reviewSeconds: 100, timeScale: 50 });
    const id = idOf(await simulator.post(cosyvoiceCreate()));
    simulator.clock.advance(1.9);
    expect(await statusOf(id)).toMatchObject({ output: { status: 'DEPLOYING' } });
    simulator.clock.advance(0.1);
    expect(await statusOf(id)).toMatchObject({ output: { status: 'OK' } });
  });

  it('rejects the configured share of voices, and the same ones for the same seed', async () => {
    const outcomes = async () => {
      await simulator.control.reset();
      await simulator.control.changeSettings({ reviewSeconds: 0, rejectShare: 0.5 });
      for (let n = 0; n < 40; n += 1) await simulator.post(cosyvoiceCreate());
      return (await simulator.control.snapshot()).billed.map((voice) => voice.status);
    };
    const first = await outcomes();
    const rejected = first.filter((status) => status === 'UNDEPLOYED').length;
    expect(rejected).toBeGreaterThan(8);
    expect(rejected).toBeLessThan(32);
    expect(await outcomes()).toEqual(first);
  });

  it('returns no review status for Qwen voices', async () => {
    const id = idOf(await simulator.post(qwenCreate({ voice_prompt: 'A clear voice. [reject]' })));
    const answer = await simulator.post(qwen('query', { voice: id }));
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('output.status');
  });

  it.each([
    ['CosyVoice', cosyvoice('query', { voice_id: 'gone' }), 'BadRequest.ResourceNotExist', /not exist/],
    ['Qwen', qwen('query', { voice: 'gone' }), 'VoiceNotFound', /^Voice not found: gone$/],
  ])('returns an error for an unknown %s voice', async (_family, body, code, message) => {
    const answer = await simulator.post(body);
    expect(answer).toMatchObject({ status: 400, body: { code, message: expect.stringMatching(message) } });
  });

  it('does not find voices of another scope or family', async () => {
    const id = idOf(await simulator.post(cosyvoiceCreate()));
    const otherScope = await simulator.post(cosyvoice('query', { voice_id: id }), { scope: 'international' });
    expect(otherScope.status).toBe(400);
    expect((await simulator.post(qwen('query', { voice: id }))).status).toBe(400);
  });

  it.each([
    ['CosyVoice', cosyvoice('query', { voice: 'x' })],
    ['Qwen', qwen('query', { voice_id: 'x' })],
  ])('requires the id of %s in the field of that family', async (_family, body) => {
    expect(await simulator.post(body)).toMatchObject({ status: 400, body: { code: 'InvalidParameter' } });
  });
});
