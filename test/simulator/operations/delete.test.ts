import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from '../support/requests.ts';
import { idOf, idsOf, startTestSimulator, type TestSimulator } from '../support/test-simulator.ts';

describe('delete', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.server.stop());

  it.each([
    [
      'CosyVoice',
      cosyvoiceCreate(),
      (id: string) => cosyvoice('delete', { voice_id: id }),
      cosyvoice('list'),
      'BadRequest.ResourceNotExist',
    ],
    [
      'Qwen',
      qwenCreate(),
      (id: string) => qwen('delete', { voice: id }),
      qwen('list'),
      'BadRequest.VoiceNotFound',
    ],
  ])(
    'deletes a %s voice permanently, so that a second delete fails',
    async (_family, create, remove, list, code) => {
      const id = idOf(await simulator.post(create));
      expect((await simulator.post(remove(id))).status).toBe(200);
      expect(idsOf(await simulator.post(list))).toEqual([]);
      expect(await simulator.post(remove(id))).toMatchObject({ status: 400, body: { code } });
      const snapshot = await simulator.control.snapshot();
      expect(snapshot.live).toEqual([]);
      expect(snapshot.billed).toMatchObject([{ id, live: false }]);
    },
  );

  it('names an unknown voice in the error', async () => {
    const answer = await simulator.post(qwen('delete', { voice: 'gone' }));
    expect(answer.body).toMatchObject({ message: "Voice 'gone' not found." });
  });

  it('deletes a voice in review', async () => {
    const id = idOf(await simulator.post(cosyvoiceCreate()));
    expect((await simulator.post(cosyvoice('delete', { voice_id: id }))).status).toBe(200);
  });
});
