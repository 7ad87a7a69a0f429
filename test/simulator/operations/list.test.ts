import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from '../support/requests.ts';
import { idOf, idsOf, startTestSimulator, type TestSimulator } from '../support/test-simulator.ts';

describe('list', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.server.stop());

  it('returns pages of ten voices, newest first, and empty pages after the last one', async () => {
    const made: string[] = [];
    for (let n = 0; n < 12; n += 1) made.unshift(idOf(await simulator.post(cosyvoiceCreate())));
    expect(idsOf(await simulator.post(cosyvoice('list')))).toEqual(made.slice(0, 10));
    expect(idsOf(await simulator.post(cosyvoice('list', { page_index: 1 })))).toEqual(made.slice(10));
    expect(idsOf(await simulator.post(cosyvoice('list', { page_index: 2 })))).toEqual([]);
    expect(idsOf(await simulator.post(cosyvoice('list', { page_index: 3, page_size: 3 })))).toEqual(
      made.slice(9),
    );
  });

  it('returns totals for Qwen', async () => {
    for (let n = 0; n < 3; n += 1) await simulator.post(qwenCreate());
    const answer = await simulator.post(qwen('list', { page_index: 1, page_size: 2 }));
    expect(answer.body).toMatchObject({ output: { page_index: 1, page_size: 2, total_count: 3 } });
    expect(idsOf(answer)).toHaveLength(1);
  });

  it.each([
    ['starts-with' as const, ['abc', 'ab']],
    ['exact' as const, ['ab']],
  ])('filters by prefix, %s', async (prefixFilter, expected) => {
    await simulator.control.changeSettings({ prefixFilter });
    for (const prefix of ['ab', 'abc', 'b']) await simulator.post(cosyvoiceCreate({ prefix }));
    const names = idsOf(await simulator.post(cosyvoice('list', { prefix: 'ab' }))).map(
      (id) => id.split('-')[4],
    );
    expect(names).toEqual(expected);
  });

  it('matches a filter literally and case-sensitively', async () => {
    await simulator.post(cosyvoiceCreate());
    for (const prefix of ['%', '_', "'", 'ANN']) {
      expect(idsOf(await simulator.post(cosyvoice('list', { prefix })))).toEqual([]);
    }
  });

  it('separates families, scopes and accounts', async () => {
    await simulator.control.grantKey({ key: 'sk-other', scope: 'mainland', name: 'other' });
    await simulator.post(cosyvoiceCreate());
    const headers = { Authorization: 'Bearer sk-other' };
    expect(idsOf(await simulator.post(qwen('list')))).toEqual([]);
    expect(idsOf(await simulator.post(cosyvoice('list'), { scope: 'international' }))).toEqual([]);
    expect(idsOf(await simulator.post(cosyvoice('list'), { headers }))).toEqual([]);
    expect(idsOf(await simulator.post(cosyvoice('list')))).toHaveLength(1);
  });

  it('includes clones in the list of voice-enrollment, without texts', async () => {
    const [clone] = await simulator.control.seedVoices({ kind: 'cloned', name: 'vdclone' });
    const answer = await simulator.post(cosyvoice('list'));
    expect(answer.body).toMatchObject({ output: { voice_list: [{ voice_id: clone, status: 'OK' }] } });
    expect(JSON.stringify(answer.body)).not.toContain('voice_prompt');
    const query = await simulator.post(cosyvoice('query', { voice_id: clone }));
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
    expect(await simulator.post(body)).toMatchObject({ status: 400, body: { code: 'InvalidParameter' } });
  });

  it('accepts page 200 for Qwen and page 201 for CosyVoice', async () => {
    expect((await simulator.post(qwen('list', { page_index: 200 }))).status).toBe(200);
    expect((await simulator.post(cosyvoice('list', { page_index: 201 }))).status).toBe(200);
  });
});
