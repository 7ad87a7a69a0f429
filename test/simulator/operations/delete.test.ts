import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Caller, idOf, idsOf, startProvider } from '../support/provider.ts';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from '../support/requests.ts';

describe('delete', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startProvider();
  });
  beforeEach(() => caller.fresh());
  afterAll(() => caller.simulator.stop());

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
    'removes a %s voice for good, and does not know it a second time',
    async (_family, create, remove, list, code) => {
      const id = idOf(await caller.post(create));
      expect((await caller.post(remove(id))).status).toBe(200);
      expect(idsOf(await caller.post(list))).toEqual([]);
      expect(await caller.post(remove(id))).toMatchObject({ status: 400, body: { code } });
      const snapshot = await caller.control.snapshot();
      expect(snapshot.live).toEqual([]);
      expect(snapshot.billed).toMatchObject([{ id, live: false }]);
    },
  );

  it('names the voice that it does not know', async () => {
    const answer = await caller.post(qwen('delete', { voice: 'gone' }));
    expect(answer.body).toMatchObject({ message: "Voice 'gone' not found." });
  });

  it('deletes a voice in review', async () => {
    const id = idOf(await caller.post(cosyvoiceCreate()));
    expect((await caller.post(cosyvoice('delete', { voice_id: id }))).status).toBe(200);
  });
});
