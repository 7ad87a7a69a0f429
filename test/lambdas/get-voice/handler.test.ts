import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/get-voice/handler.ts';
import { refreshVoice } from '../../../lambdas/get-voice/refresh-voice.ts';
import type { VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { voiceView } from '../../../lambdas/shared/voice/view.ts';
import type { RuleInput } from '../../../simulator/faults/rules.ts';
import { type EventParts, proxyEvent } from '../../support/http-events.ts';
import { MemoryVoices } from '../../support/memory-stores.ts';
import { SimulatedProvider } from '../../support/simulated-provider.ts';
import { readyVoice, requestedVoice, voiceId } from '../../support/voices.ts';

let provider: SimulatedProvider;
beforeAll(async () => {
  provider = await SimulatedProvider.start();
});
afterAll(() => provider.stop());
beforeEach(() => provider.reset());

async function get(parts: EventParts = {}, record: VoiceRecord = readyVoice()) {
  const accesses: string[] = [];
  const voices = new MemoryVoices(async (access) => void accesses.push(access));
  voices.records.set(voiceId, record);
  const handler = makeHandler(() => ({
    voices,
    refresh: (id) => refreshVoice(id, { voices, ...provider.dependencies() }),
  }));
  const { statusCode, headers, body } = await handler(proxyEvent({ pathParameters: { voiceId }, ...parts }));
  return { status: statusCode, headers, body: JSON.parse(body), accesses };
}
const refresh = (record?: VoiceRecord) => get({ query: { refresh: ['true'] } }, record);

describe('GET /voices/{voiceId}', () => {
  it('returns the record with the parameters of a synthesis call, and calls no other service', async () => {
    const { status, headers, body } = await get();
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(body).toEqual(voiceView(readyVoice()));
    expect(body.use).toEqual({
      model: 'cosyvoice-v3.5-plus',
      voice: 'cosyvoice-v3.5-plus-vd-abc',
      languages: ['zh', 'en'],
    });
    expect((await get({ query: { refresh: ['false'] } })).body).toEqual(body);
    expect(await provider.control.calls()).toEqual([]);
  });

  it.each<[string, EventParts, number, string]>([
    ['an id of the wrong shape', { pathParameters: { voiceId: 'abc' } }, 400, 'invalid_id'],
    ['an unknown id', { pathParameters: { voiceId: `${voiceId.slice(0, -1)}B` } }, 404, 'not_found'],
    [
      'an unknown id with refresh',
      { pathParameters: { voiceId: `${voiceId.slice(0, -1)}B` }, query: { refresh: ['true'] } },
      404,
      'not_found',
    ],
    ['an unknown parameter', { query: { verbose: ['1'] } }, 400, 'invalid_request'],
    ['another value of refresh', { query: { refresh: ['yes'] } }, 400, 'invalid_request'],
    ['no value of refresh', { query: { refresh: [''] } }, 400, 'invalid_request'],
    ['refresh twice', { query: { refresh: ['true', 'true'] } }, 400, 'invalid_request'],
    ['a key without the scope', { scopes: 'write admin' }, 403, 'forbidden'],
  ])('refuses %s', async (_, parts, status, code) => {
    const answer = await get(parts);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await provider.control.calls()).toEqual([]);
  });
});

describe('GET /voices/{voiceId}?refresh=true', () => {
  const record = (providerVoiceId: string): VoiceRecord => ({
    ...requestedVoice(),
    status: 'DEPLOYING',
    providerVoiceId,
    reviewStartedAt: requestedVoice().createdAt,
  });
  const seed = async (family: 'cosyvoice' | 'qwen' = 'cosyvoice') => {
    const [id = ''] = await provider.control.seedVoices({ family, scope: 'mainland', count: 1 });
    return id;
  };

  it('returns the record with the status at the provider, and writes nothing', async () => {
    const id = await seed();
    const { status, body, accesses } = await refresh(record(id));
    expect(status).toBe(200);
    expect(body).toEqual({ ...voiceView(record(id)), providerStatus: 'OK' });
    expect(accesses).toEqual(['read']);
  });

  it.each(['DEPLOYING', 'UNDEPLOYED'] as const)('returns the status %s', async (status) => {
    const id = await seed();
    const review = status === 'DEPLOYING' ? null : 0;
    await provider.control.review(id, { outcome: 'UNDEPLOYED', inSeconds: review });
    expect((await refresh(record(id))).body.providerStatus).toBe(status);
  });

  it('returns OK for every Qwen voice that exists, because Qwen has no review', async () => {
    const id = await seed('qwen');
    expect((await refresh({ ...record(id), family: 'qwen' })).body.providerStatus).toBe('OK');
  });

  it('reports that the provider no longer has the voice', async () => {
    const gone = record('cosyvoice-v3.5-plus-vd-gone');
    const { status, body } = await refresh(gone);
    expect([status, body]).toEqual([200, { ...voiceView(gone), providerStatus: 'NOT_FOUND' }]);
  });

  it('does not call the provider for a voice that has not been created yet', async () => {
    const { status, body } = await refresh(requestedVoice());
    expect([status, body]).toEqual([200, { ...voiceView(requestedVoice()), providerStatus: null }]);
    expect(await provider.control.calls()).toEqual([]);
  });

  it.each<[string, RuleInput['effects'][number], string]>([
    ['fails', { kind: 'error', status: 500, code: 'InternalError' }, 'provider_error'],
    ['is busy', { kind: 'error', status: 429, code: 'Throttling.RateQuota' }, 'provider_throttled'],
    ['is silent', { kind: 'silence', when: 'before' }, 'provider_timeout'],
    [
      'reports an unknown status',
      { kind: 'patch', patch: { output: { status: 'PAUSED' } } },
      'provider_error',
    ],
  ])('returns the record with a warning in the body when the provider %s', async (_, effect, code) => {
    const id = await seed();
    if (code === 'provider_timeout') provider.timeoutMs = 200;
    await provider.control.addRule({ match: {}, effects: [effect] });
    const { status, headers, body } = await refresh(record(id));
    const warnings = [{ code, message: 'The provider gave no status; the record is shown alone.' }];
    expect([status, headers?.Warning]).toEqual([200, undefined]);
    expect(body).toEqual({ ...voiceView(record(id)), providerStatus: null, warnings });
  });

  it('returns the record with a warning when the scope has no key', async () => {
    provider.secret = '{}';
    const { status, body } = await refresh(record('cosyvoice-v3.5-plus-vd-a'));
    expect([status, body.warnings]).toMatchObject([200, [{ code: 'scope_not_configured' }]]);
  });
});
