import { describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/list-provider-voices/handler.ts';
import { providerVoicePageSchema } from '../../../lambdas/shared/voice/provider-voice-view.ts';
import { proxyEvent } from '../../support/http-events.ts';
import { providerCalls, providerFailures } from '../../support/provider-calls.ts';

const { provider, stored, dependencies, seed } = providerCalls();

async function list(query: Readonly<Record<string, string | readonly string[]>>, scopes = 'admin') {
  const handler = makeHandler(dependencies);
  const parameters = Object.entries(query).map(([name, value]) => [name, [value].flat()] as const);
  const path = '/provider/voices';
  const event = proxyEvent({ path, query: Object.fromEntries(parameters), scopes });
  const { statusCode, headers, body } = await handler(event);
  return { status: statusCode, headers, body: JSON.parse(body) };
}

const ofCosyVoice = { family: 'cosyvoice', scope: 'mainland' };
const ofQwen = { family: 'qwen', scope: 'mainland' };

async function page(query: Readonly<Record<string, string>>) {
  const { status, body } = await list(query);
  expect(status).toBe(200);
  return providerVoicePageSchema.parse(body);
}

describe("the provider's own list", () => {
  it('contains each voice with its status, and its voice id if it has a record', async () => {
    const [unrecorded = '', recorded = ''] = await seed('cosyvoice', 2);
    const voiceId = await stored().put({ providerVoiceId: recorded });
    await stored().providerVoices.assign(recorded, voiceId);
    const { voices, ...rest } = await page(ofCosyVoice);
    expect(rest).toEqual({ pageIndex: 0, pageSize: 10, totalCount: null, unreadable: 0 });
    expect(voices).toMatchObject([
      {
        providerVoiceId: recorded,
        voiceId,
        ...ofCosyVoice,
        status: 'OK',
        targetModel: 'cosyvoice-v3.5-plus',
      },
      { providerVoiceId: unrecorded, voiceId: null, ...ofCosyVoice, status: 'OK' },
    ]);
    expect(voices[0]?.gmtCreate).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it('has no voice id for a voice whose record was never written', async () => {
    const [id = ''] = await seed('qwen');
    await stored().providerVoices.assign(id, '01K5ZJ0AAAAAAAAAAAAAAAAAAZ');
    expect((await page(ofQwen)).voices).toMatchObject([{ providerVoiceId: id, voiceId: null }]);
  });

  it('is read page by page up to an empty page, for Qwen with the total count', async () => {
    const ids = (await seed('qwen', 5)).reverse();
    const read = async (pageIndex: number) =>
      page({ ...ofQwen, pageSize: '2', pageIndex: String(pageIndex) });
    const pages = [await read(0), await read(1), await read(2), await read(3)];
    expect(pages.flatMap(({ voices }) => voices.map(({ providerVoiceId }) => providerVoiceId))).toEqual(ids);
    expect(pages.map(({ totalCount }) => totalCount)).toEqual([5, 5, 5, 5]);
    expect(pages[3]).toMatchObject({ voices: [], pageIndex: 3, pageSize: 2 });
  });

  it('is filtered by a prefix', async () => {
    const control = provider().control;
    await control.seedVoices({ family: 'cosyvoice', scope: 'mainland', name: 'alpha' });
    const [beta = ''] = await control.seedVoices({ family: 'cosyvoice', scope: 'mainland', name: 'beta' });
    const { voices } = await page({ ...ofCosyVoice, prefix: 'be' });
    expect(voices.map(({ providerVoiceId }) => providerVoiceId)).toEqual([beta]);
  });

  it('contains cloned voices, for which the provider reports no texts', async () => {
    await provider().control.seedVoices({ family: 'cosyvoice', scope: 'mainland', kind: 'cloned' });
    expect((await page(ofCosyVoice)).voices).toMatchObject([{ voicePrompt: null, previewText: null }]);
  });

  it('has the number of entries that could not be read', async () => {
    await seed();
    const patch = { output: { voice_list: [{ voice_id: '../etc/passwd' }, { voice_id: 'fine' }] } };
    await provider().control.addRule({ match: {}, effects: [{ kind: 'patch', patch }] });
    expect(await page(ofCosyVoice)).toMatchObject({ voices: [{ providerVoiceId: 'fine' }], unreadable: 1 });
  });
});

describe("a request for the provider's list", () => {
  it.each([
    [{ scope: 'mainland' }, 'family', 'required'],
    [{ family: 'qwen' }, 'scope', 'required'],
    [{ ...ofQwen, colour: 'red' }, 'colour', 'unknown_field'],
    [{ ...ofQwen, family: 'Qwen' }, 'family', 'not_allowed'],
    [{ ...ofQwen, scope: 'moon' }, 'scope', 'not_allowed'],
    [{ ...ofCosyVoice, scope: 'international' }, 'family', 'not_allowed'],
    [{ ...ofQwen, family: ['qwen', 'qwen'] }, 'family', 'not_allowed'],
    [{ ...ofQwen, pageIndex: '-1' }, 'pageIndex', 'invalid_type'],
    [{ ...ofQwen, pageIndex: '201' }, 'pageIndex', 'out_of_range'],
    [{ ...ofQwen, pageSize: '0' }, 'pageSize', 'out_of_range'],
    [{ ...ofQwen, pageSize: '101' }, 'pageSize', 'out_of_range'],
    [{ ...ofQwen, pageSize: '1e1' }, 'pageSize', 'invalid_type'],
    [{ ...ofQwen, prefix: 'abc' }, 'prefix', 'family_mismatch'],
    [{ ...ofCosyVoice, prefix: '' }, 'prefix', 'too_short'],
    [{ ...ofCosyVoice, prefix: 'a'.repeat(11) }, 'prefix', 'too_long'],
    [{ ...ofCosyVoice, prefix: 'a_b' }, 'prefix', 'invalid_text'],
  ])('gets 400 for %j without a call to the provider: %s is %s', async (query, parameter, code) => {
    const { status, body } = await list(query);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors).toMatchObject([{ parameter, code }]);
    expect(await provider().control.calls()).toEqual([]);
  });

  it('is refused to a key without the scope admin', async () => {
    const { status, body } = await list(ofQwen, 'read write');
    expect([status, body.code]).toEqual([403, 'forbidden']);
  });

  it('gets 503 in a scope without a provider key', async () => {
    const { status, body } = await list({ family: 'qwen', scope: 'international' });
    expect([status, body.code]).toEqual([503, 'scope_not_configured']);
    expect(body.detail).toContain('international');
  });
});

describe('a failure of the provider', () => {
  it.each(providerFailures)('becomes a problem when the provider %s', async (_, effect, status, code) => {
    if (status === 504) provider().timeoutMs = 200;
    await provider().control.addRule({ match: {}, effects: [effect] });
    const answer = await list(ofQwen);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    if (effect.kind === 'error' && status === 502) expect(answer.body.providerCode).toBe(effect.code);
    const retryAfter = answer.headers?.['Retry-After'];
    if (status === 503) expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
    else expect(retryAfter).toBeUndefined();
  });
});
