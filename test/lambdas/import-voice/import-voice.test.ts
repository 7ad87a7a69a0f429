import { beforeEach, describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/import-voice/handler.ts';
import type { ImportVoiceDependencies } from '../../../lambdas/import-voice/import-voice.ts';
import { DynamoAccountStore } from '../../../lambdas/shared/stores/accounts.ts';
import { DynamoReconciliationStore } from '../../../lambdas/shared/stores/reconciliation.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { voiceView } from '../../../lambdas/shared/voice/view.ts';
import { proxyEvent } from '../../support/http-events.ts';
import { providerCalls, providerFailures } from '../../support/provider-calls.ts';
import { manyLabels } from '../../support/voice-requests.ts';
import { instant } from '../../support/voices.ts';

const { provider, stored, dependencies, seed } = providerCalls();
const ofCosyVoice = { family: 'cosyvoice', scope: 'mainland' };
const ofQwen = { family: 'qwen', scope: 'mainland' };
/** Id of a voice whose name is one of the deployment `vd`. */
const ownId = 'cosyvoice-v3.5-plus-vd-vdbcdfghjb-0123456789abcdef0123456789abcdef';

let overrides: Partial<ImportVoiceDependencies> = {};
beforeEach(() => {
  overrides = {};
  stored().started.length = stored().published.length = 0;
});

function importing() {
  const { client, tableName } = stored();
  return {
    ...stored().dependencies(),
    ...dependencies(),
    names: new DynamoReconciliationStore(client, tableName),
    accountStore: new DynamoAccountStore(client, tableName),
    nameSpace: 'vd',
    rejectedGraceSeconds: 3_600,
    newVoiceId,
    ...overrides,
  };
}

async function post(
  id: string,
  body: unknown,
  { scopes = 'admin', query, headers }: { scopes?: string; query?: object; headers?: object } = {},
) {
  const event = proxyEvent({
    method: 'POST',
    path: `/provider/voices/${id}/import`,
    pathParameters: { id },
    headers: { 'content-type': 'application/json', ...headers },
    query: { ...query },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    scopes,
  });
  const answer = await makeHandler(importing)(event);
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body) };
}

async function underReview(outcome: 'OK' | 'UNDEPLOYED', inSeconds: number | null): Promise<string> {
  const [id = ''] = await seed();
  await provider().control.review(id, { outcome, inSeconds });
  return id;
}

describe('the import of a voice', () => {
  it('records the account of the key if it is the first use of a scope', async () => {
    await stored().remove('ACCOUNT#mainland');
    const [id = ''] = await seed();
    const { status, body } = await post(id, ofCosyVoice);
    expect(status).toBe(201);
    const { keyId } = (await stored().read(body.voiceId)) ?? {};
    expect(keyId).toMatch(/^[0-9a-f]{16}$/);
    expect(await stored().item('ACCOUNT#mainland')).toMatchObject({ first: keyId, current: keyId });
    expect(JSON.stringify(body)).not.toContain(keyId);
  });

  it.each([
    ['cosyvoice', ofCosyVoice, 'cosyvoice-v3.5-plus'],
    ['qwen', ofQwen, 'qwen3-tts-vd-2026-01-26'],
  ] as const)('creates a record: %s', async (family, request, targetModel) => {
    const [id = ''] = await seed(family);
    const { status, headers, body } = await post(id, { ...request, name: 'Old one', labels: { team: 'a' } });
    expect([status, headers?.Location]).toEqual([201, `/v1/voices/${body.voiceId}`]);
    const record = await stored().read(body.voiceId);
    expect(record && voiceView(record)).toEqual(body);
    expect(body).toMatchObject({
      ...request,
      status: 'OK',
      origin: 'imported',
      createdBy: 'ann',
      name: 'Old one',
      labels: { team: 'a' },
      use: { model: targetModel, voice: id },
      preview: { missing: 'none' },
      voicePrompt: expect.any(String),
      sampleRate: null,
      sequence: 0,
      purgeAt: null,
    });
    expect(record).toMatchObject({ createdMonth: '2026-03', attempts: {}, pendingEvents: {} });
    expect([stored().started, stored().published]).toEqual([[], []]);
  });

  it('starts an execution if the voice is under review', async () => {
    const id = await underReview('OK', null);
    const { status, body } = await post(id, ofCosyVoice);
    expect([status, body.status, body.reviewStartedAt]).toEqual([201, 'DEPLOYING', instant.toISOString()]);
    expect(stored().started).toEqual([`${body.voiceId}-r0`]);
  });

  it('sets the purgeAt of a rejected voice', async () => {
    const { status, body } = await post(await underReview('UNDEPLOYED', 0), ofCosyVoice);
    expect([status, body.status, body.reason]).toEqual([201, 'UNDEPLOYED', { code: 'review_rejected' }]);
    expect(body.purgeAt).toBe(new Date(instant.getTime() + 3_600_000).toISOString());
    expect(stored().started).toEqual([]);
  });

  it('accepts a cloned voice, for which the provider reports no texts', async () => {
    const [id = ''] = await provider().control.seedVoices({
      family: 'cosyvoice',
      scope: 'mainland',
      kind: 'cloned',
    });
    expect(await post(id, ofCosyVoice)).toMatchObject({
      status: 201,
      body: { voicePrompt: null, previewText: null, use: { voice: id } },
    });
  });

  it('returns the existing record if it is repeated, and does not call the provider', async () => {
    const [id = ''] = await seed();
    const first = await post(id, { ...ofCosyVoice, name: 'First' });
    const calls = (await provider().control.calls()).length;
    const again = await post(id, { ...ofCosyVoice, name: 'Second' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await provider().control.calls()).toHaveLength(calls);
  });

  it('creates one record if it is requested twenty times at the same time', async () => {
    const id = await underReview('OK', null);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(id, ofCosyVoice)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.voiceId)).size).toBe(1);
    expect(new Set(stored().started).size).toBe(1);
  });

  it('is completed by the next import if it was interrupted before it wrote the record', async () => {
    const [id = ''] = await seed();
    const { store } = stored();
    overrides = {
      voices: { read: (voiceId) => store.read(voiceId), put: () => Promise.reject(new Error('killed')) },
    };
    expect((await post(id, ofCosyVoice)).status).toBe(500);
    const assignedId = await stored().providerVoices.ownerOf(id);
    overrides = {};
    expect(await post(id, ofCosyVoice)).toMatchObject({ status: 201, body: { voiceId: assignedId } });
  });

  it('succeeds if the response to its write was lost', async () => {
    const [id = ''] = await seed();
    const { store } = stored();
    overrides = {
      voices: {
        read: (voiceId) => store.read(voiceId),
        put: async (record) => {
          await store.put(record);
          await store.put(record);
        },
      },
    };
    expect(await post(id, ofCosyVoice)).toMatchObject({ status: 200, body: { providerVoiceId: id } });
  });

  it('succeeds if its execution could not be started, and the next import starts it', async () => {
    const id = await underReview('OK', null);
    overrides = { executions: { start: () => Promise.reject(new Error('no')) } };
    const { status, body } = await post(id, ofCosyVoice);
    expect(status).toBe(201);
    overrides = {};
    expect((await post(id, ofCosyVoice)).status).toBe(200);
    expect(stored().started).toEqual([`${body.voiceId}-r0`]);
  });
});

describe('a voice that this deployment created', () => {
  it('is returned from its record, even if its pointer was lost', async () => {
    const voiceId = await stored().put({ providerVoiceId: ownId, nameToken: 'bcdfghj' });
    await stored().providerVoices.reserveToken('bcdfghj', voiceId);
    expect(await post(ownId, ofCosyVoice)).toMatchObject({ status: 200, body: { voiceId } });
    expect(await provider().control.calls()).toEqual([]);
  });

  it('is not imported while its record does not have its id yet', async () => {
    const id = ownId.replace('bcdfghj', 'ccccccc');
    const voiceId = await stored().put({
      status: 'CREATING',
      providerVoiceId: undefined,
      nameToken: 'ccccccc',
    });
    await stored().providerVoices.reserveToken('ccccccc', voiceId);
    expect(await post(id, ofCosyVoice)).toMatchObject({
      status: 409,
      body: { code: 'invalid_state', voiceStatus: 'CREATING' },
    });
    expect(await stored().providerVoices.ownerOf(id)).toBeNull();
  });

  it('is not found under another family', async () => {
    const voiceId = await stored().put({ providerVoiceId: 'cosyvoice-v3.5-plus-vd-other' });
    await stored().providerVoices.assign('cosyvoice-v3.5-plus-vd-other', voiceId);
    expect(await post('cosyvoice-v3.5-plus-vd-other', ofQwen)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });
});

describe('an import is refused', () => {
  const unwritten = async (id: string) => expect(await stored().providerVoices.ownerOf(id)).toBeNull();

  it.each([ofCosyVoice, ofQwen])('for a voice that the provider does not have: %j', async (request) => {
    expect(await post('no-such-voice', request)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    await unwritten('no-such-voice');
  });

  it.each([
    ['with an undocumented status', { voice_id: 'paused', target_model: 'm', status: 'PAUSED' }],
    ['without a target model', { voice_id: 'modelless', status: 'OK' }],
  ])('for a voice %s', async (_, output) => {
    const body = JSON.stringify({ output, request_id: 'request-2' });
    await provider().control.addRule({ match: {}, effects: [{ kind: 'body', body, when: 'before' }] });
    const id = output.voice_id;
    expect(await post(id, ofCosyVoice)).toMatchObject({ status: 502, body: { code: 'provider_error' } });
    await unwritten(id);
  });

  it.each(providerFailures)('when the provider %s', async (_, effect, status, code) => {
    if (status === 504) provider().timeoutMs = 200;
    await provider().control.addRule({ match: {}, effects: [effect] });
    const answer = await post('some-voice', ofQwen);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    await unwritten('some-voice');
  });

  it('in a scope without a provider key', async () => {
    const answer = await post('some-voice', { family: 'qwen', scope: 'international' });
    expect([answer.status, answer.body.code]).toEqual([503, 'scope_not_configured']);
  });

  it('for a key without the scope admin', async () => {
    const answer = await post('some-voice', ofQwen, { scopes: 'read write' });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });

  it.each(['-a', 'a b', 'a/b', 'a'.repeat(257), 'ä'])('for a malformed id: %j', async (id) => {
    const { status, body } = await post(id, ofCosyVoice);
    expect([status, body.code]).toEqual([400, 'invalid_id']);
    expect(await provider().control.calls()).toEqual([]);
  });

  it.each<[unknown, string, string]>([
    ['', '', 'empty_body'],
    ['{', '', 'invalid_json'],
    ['[]', '', 'not_an_object'],
    ['{"family":"qwen","family":"qwen"}', '', 'duplicate_key'],
    [{ scope: 'mainland' }, '/family', 'required'],
    [{ family: 'qwen' }, '/scope', 'required'],
    [{ ...ofQwen, family: 'Qwen' }, '/family', 'not_allowed'],
    [{ ...ofQwen, family: 1 }, '/family', 'invalid_type'],
    [{ ...ofQwen, scope: 'moon' }, '/scope', 'not_allowed'],
    [{ ...ofCosyVoice, scope: 'international' }, '/family', 'not_allowed'],
    [{ ...ofQwen, status: 'OK' }, '/status', 'unknown_field'],
    [{ ...ofQwen, targetModel: 'qwen3-tts-vd-2026-01-26' }, '/targetModel', 'unknown_field'],
    [{ ...ofQwen, name: '' }, '/name', 'too_short'],
    [{ ...ofQwen, name: 'n'.repeat(65) }, '/name', 'too_long'],
    [{ ...ofQwen, name: 'a\u0000' }, '/name', 'invalid_text'],
    [{ ...ofQwen, name: 'a\ufffd' }, '/name', 'invalid_text'],
    [{ family: null, scope: ofQwen.scope }, '/family', 'invalid_type'],
    [{ ...ofQwen, labels: [] }, '/labels', 'invalid_type'],
    [{ ...ofQwen, labels: { a: 1 } }, '/labels/a', 'invalid_type'],
    [{ ...ofQwen, labels: { 'a:b': 'c' } }, '/labels/a:b', 'not_allowed'],
    [{ ...ofQwen, labels: manyLabels(21) }, '/labels', 'too_long'],
  ])('for the body %j, with 400 at %j: %s', async (request, pointer, code) => {
    const { status, body } = await post('some-voice', request);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors).toMatchObject([{ pointer, code }]);
    expect(await provider().control.calls()).toEqual([]);
  });

  it('for a query parameter, and for a body with another media type', async () => {
    const withQuery = await post('some-voice', ofQwen, { query: { dryRun: ['1'] } });
    expect([withQuery.status, withQuery.body.errors[0].code]).toEqual([400, 'unknown_field']);
    const asText = await post('some-voice', ofQwen, { headers: { 'content-type': 'text/plain' } });
    expect([asText.status, asText.body.code]).toEqual([415, 'unsupported_media_type']);
  });
});
