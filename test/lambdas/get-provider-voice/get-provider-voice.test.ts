import { describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/get-provider-voice/handler.ts';
import { providerVoiceViewSchema } from '../../../lambdas/shared/voice/provider-voice-view.ts';
import { proxyEvent } from '../../support/http-events.ts';
import { providerCalls, providerFailures } from '../../support/provider-calls.ts';

const { provider, stored, dependencies, seed } = providerCalls();
const ofCosyVoice = { family: 'cosyvoice', scope: 'mainland' };
const ofQwen = { family: 'qwen', scope: 'mainland' };

async function get(id: string, query: Readonly<Record<string, string>>, scopes = 'admin') {
  const handler = makeHandler(dependencies);
  const parameters = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]]));
  const path = `/provider/voices/${id}`;
  const event = proxyEvent({ path, pathParameters: { id }, query: parameters, scopes });
  const { statusCode, headers, body } = await handler(event);
  return { status: statusCode, headers, body: JSON.parse(body) };
}

describe('a voice at the provider', () => {
  it.each([
    ['cosyvoice', ofCosyVoice, 'cosyvoice-v3.5-plus'],
    ['qwen', ofQwen, 'qwen3-tts-vd-2026-01-26'],
  ] as const)('is returned with its status: %s', async (family, query, targetModel) => {
    const [id = ''] = await seed(family);
    const { status, body } = await get(id, query);
    expect(status).toBe(200);
    expect(providerVoiceViewSchema.parse(body)).toMatchObject({
      ...query,
      providerVoiceId: id,
      voiceId: null,
      status: 'OK',
      targetModel,
    });
  });

  it('includes the voice id if the voice has a record', async () => {
    const [id = ''] = await seed();
    const voiceId = await stored().put({ providerVoiceId: id });
    await stored().providerVoices.assign(id, voiceId);
    expect((await get(id, ofCosyVoice)).body.voiceId).toBe(voiceId);
  });

  it('has no status if the provider reports an undocumented one', async () => {
    const [id = ''] = await seed();
    const patch = { output: { status: 'PAUSED' } };
    await provider().control.addRule({ match: {}, effects: [{ kind: 'patch', patch }] });
    expect(await get(id, ofCosyVoice)).toMatchObject({ status: 200, body: { status: null } });
  });

  it.each(['-a', 'a b', 'a/b', 'a'.repeat(257), 'ä', ''])('is not read by a malformed id: %j', async (id) => {
    const { status, body } = await get(id, ofCosyVoice);
    expect([status, body.code]).toEqual([400, 'invalid_id']);
    expect(await provider().control.calls()).toEqual([]);
  });

  it.each([
    [{ scope: 'mainland' }, 'family', 'required'],
    [{ family: 'qwen' }, 'scope', 'required'],
    [{ ...ofQwen, pageSize: '1' }, 'pageSize', 'unknown_field'],
    [{ ...ofCosyVoice, scope: 'international' }, 'family', 'not_allowed'],
  ])('gets 400 for the query %j: %s is %s', async (query, parameter, code) => {
    const { status, body } = await get('some-voice', query);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors).toMatchObject([{ parameter, code }]);
    expect(await provider().control.calls()).toEqual([]);
  });

  it.each([ofCosyVoice, ofQwen])('gets 404 if it does not exist: %j', async (query) => {
    const { status, body } = await get('no-such-voice', query);
    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it('is refused to a key without the scope admin', async () => {
    const { status, body } = await get('some-voice', ofQwen, 'read write');
    expect([status, body.code]).toEqual([403, 'forbidden']);
  });

  it('gets 503 in a scope without a provider key', async () => {
    const { status, body } = await get('some-voice', { family: 'qwen', scope: 'international' });
    expect([status, body.code]).toEqual([503, 'scope_not_configured']);
  });

  it.each(providerFailures)('gets an error when the provider %s', async (_, effect, status, code) => {
    if (status === 504) provider().timeoutMs = 200;
    await provider().control.addRule({ match: {}, effects: [effect] });
    const answer = await get('some-voice', ofQwen);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
