import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Caller, idOf, idsOf, startProvider } from '../support/provider.ts';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from '../support/requests.ts';

describe('list', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startProvider();
  });
  beforeEach(() => caller.fresh());
  afterAll(() => caller.simulator.stop());

  it('shows the newest first, ten a page, and nothing beyond the last page', async () => {
    const made: string[] = [];
    for (let n = 0; n < 12; n += 1) made.unshift(idOf(await caller.post(cosyvoiceCreate())));
    expect(idsOf(await caller.post(cosyvoice('list')))).toEqual(made.slice(0, 10));
    expect(idsOf(await caller.post(cosyvoice('list', { page_index: 1 })))).toEqual(made.slice(10));
    expect(idsOf(await caller.post(cosyvoice('list', { page_index: 2 })))).toEqual([]);
    expect(idsOf(await caller.post(cosyvoice('list', { page_index: 3, page_size: 3 })))).toEqual(
      made.slice(9),
    );
  });

  it('gives Qwen its totals', async () => {
    for (let n = 0; n < 3; n += 1) await caller.post(qwenCreate());
    const answer = await caller.post(qwen('list', { page_index: 1, page_size: 2 }));
    expect(answer.body).toMatchObject({ output: { page_index: 1, page_size: 2, total_count: 3 } });
    expect(idsOf(answer)).toHaveLength(1);
  });

  it.each([
    ['starts-with' as const, ['abc', 'ab']],
    ['exact' as const, ['ab']],
  ])('filters by prefix, %s', async (prefixFilter, expected) => {
    await caller.control.changeSettings({ prefixFilter });
    for (const prefix of ['ab', 'abc', 'b']) await caller.post(cosyvoiceCreate({ prefix }));
    const names = idsOf(await caller.post(cosyvoice('list', { prefix: 'ab' }))).map((id) => id.split('-')[4]);
    expect(names).toEqual(expected);
  });

  it('takes a filter literally', async () => {
    await caller.post(cosyvoiceCreate());
    for (const prefix of ['%', '_', "'", 'ANN']) {
      expect(idsOf(await caller.post(cosyvoice('list', { prefix })))).toEqual([]);
    }
  });

  it('keeps families, scopes and accounts apart', async () => {
    await caller.control.grantKey({ key: 'sk-other', scope: 'mainland', name: 'other' });
    await caller.post(cosyvoiceCreate());
    const headers = { Authorization: 'Bearer sk-other' };
    expect(idsOf(await caller.post(qwen('list')))).toEqual([]);
    expect(idsOf(await caller.post(cosyvoice('list'), { scope: 'international' }))).toEqual([]);
    expect(idsOf(await caller.post(cosyvoice('list'), { headers }))).toEqual([]);
    expect(idsOf(await caller.post(cosyvoice('list')))).toHaveLength(1);
  });

  it('mixes clones into the list of voice-enrollment, without texts', async () => {
    const [clone] = await caller.control.seedVoices({ kind: 'cloned', name: 'vdclone' });
    const answer = await caller.post(cosyvoice('list'));
    expect(answer.body).toMatchObject({ output: { voice_list: [{ voice_id: clone, status: 'OK' }] } });
    expect(JSON.stringify(answer.body)).not.toContain('voice_prompt');
    const query = await caller.post(cosyvoice('query', { voice_id: clone }));
    expect(query.body).toMatchObject({ output: { resource_link: expect.any(String) } });
  });

  it.each([
    ['a negative page', cosyvoice('list', { page_index: -1 })],
    ['an empty page', cosyvoice('list', { page_size: 0 })],
    ['half a page', cosyvoice('list', { page_index: 0.5 })],
    ['a page that is text', qwen('list', { page_index: '1' })],
    ['a prefix that is a number', cosyvoice('list', { prefix: 1 })],
    ['page 201 of Qwen', qwen('list', { page_index: 201 })],
  ])('refuses %s', async (_case, body) => {
    expect(await caller.post(body)).toMatchObject({ status: 400, body: { code: 'InvalidParameter' } });
  });

  it('has a page 200 for Qwen and a page 201 for CosyVoice', async () => {
    expect((await caller.post(qwen('list', { page_index: 200 }))).status).toBe(200);
    expect((await caller.post(cosyvoice('list', { page_index: 201 }))).status).toBe(200);
  });
});
