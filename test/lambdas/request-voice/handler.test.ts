import { describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/request-voice/handler.ts';
import type { LogFields } from '../../../lambdas/shared/platform/log.ts';
import { dryRunSchema } from '../../../lambdas/shared/voice/dry-run.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { awkwardTexts, inheritedNames } from '../../support/awkward-text.ts';
import { type EventParts, proxyEvent } from '../../support/http-events.ts';
import {
  MemoryExecutions,
  MemoryIdempotencyKeys,
  MemorySwitches,
  MemoryVoices,
} from '../../support/memory-stores.ts';
import { instant, voiceId } from '../../support/voices.ts';

const body = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A calm voice that takes its time.',
  previewText: 'The harbour is quiet tonight.',
};

function service() {
  const lines: [string, LogFields?][] = [];
  const voiceIds = [voiceId];
  const provider = { isFull: false };
  const dependencies = {
    voices: new MemoryVoices(),
    idempotencyKeys: new MemoryIdempotencyKeys(),
    executions: new MemoryExecutions(),
    switches: new MemorySwitches(),
    provider,
    places: {
      take: async () => !provider.isFull,
      read: async () => ({
        used: provider.isFull ? 1_000 : 597,
        limit: 1_000,
        taken: provider.isFull ? 1_000 : 600,
        countedAt: instant,
      }),
    },
    enabledFamilies: [{ scope: 'mainland', families: ['cosyvoice', 'qwen'] }],
    idempotencyHours: 24,
    now: () => instant,
    newVoiceId: () => voiceIds.shift() ?? newVoiceId(instant),
    log: {
      info: (message: string, fields?: LogFields) => lines.push([message, fields]),
      error: (message: string, fields?: LogFields) => lines.push([message, fields]),
    },
  } as const;
  const handler = makeHandler(() => dependencies, dependencies.log);
  const post = (parts: EventParts = {}) =>
    handler(
      proxyEvent({
        method: 'POST',
        headers: { 'content-type': 'application/json', ...parts.headers },
        body: JSON.stringify(body),
        ...(({ headers: _, ...rest }) => rest)(parts),
      }),
    );
  return { ...dependencies, lines, post };
}

describe('POST /voices', () => {
  it('responds with 503 and the scope if it is not configured, and changes nothing', async () => {
    const { post, voices, executions } = service();
    const answer = await post({ body: JSON.stringify({ ...body, scope: 'international' }) });
    expect(answer.statusCode).toBe(503);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'scope_not_configured',
      detail: expect.stringContaining('international'),
    });
    expect([voices.records.size, executions.started.size]).toEqual([0, 0]);
  });

  it.each([
    ['a wrong field', { body: JSON.stringify({ ...body, scope: 'international', colour: 'blue' }) }],
    [
      'a wrong key',
      { body: JSON.stringify({ ...body, scope: 'international' }), headers: { 'idempotency-key': '' } },
    ],
    ['an unknown scope', { body: JSON.stringify({ ...body, scope: 'moon' }) }],
  ])('responds with 400 to %s before it checks the scope', async (_, parts) => {
    const answer = await service().post(parts);
    expect([answer.statusCode, JSON.parse(answer.body).code]).toEqual([400, 'invalid_request']);
  });

  it('responds with 409 and the list if that is full, and changes nothing', async () => {
    const { post, provider, voices, executions } = service();
    provider.isFull = true;
    const answer = await post();
    expect(answer.statusCode).toBe(409);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'voice_quota_exhausted',
      detail: expect.stringMatching(/cosyvoice.*mainland/),
    });
    expect([voices.records.size, executions.started.size]).toEqual([0, 0]);
  });

  it('responds with 503 and Retry-After while creates are switched off', async () => {
    const { post, switches } = service();
    switches.creates = false;
    const answer = await post();
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({ 'Retry-After': '300' });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'creates_disabled' });
  });

  it('responds with 202, Location, and the record with every default filled in', async () => {
    const { post, lines } = service();
    const answer = await post();
    expect(answer.statusCode).toBe(202);
    expect(answer.headers).toEqual({
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Type': 'application/json',
      Location: `/v1/voices/${voiceId}`,
    });
    expect(JSON.parse(answer.body)).toEqual({
      voiceId,
      status: 'REQUESTED',
      reason: null,
      ...body,
      scope: 'mainland',
      name: null,
      language: null,
      sampleRate: 24_000,
      responseFormat: 'wav',
      labels: {},
      use: null,
      preview: { missing: 'pending' },
      providerVoiceId: null,
      origin: 'requested',
      createdBy: 'ann',
      requestKey: null,
      auditionId: null,
      attempts: 0,
      polls: 0,
      warnings: [],
      sequence: 0,
      createdAt: instant.toISOString(),
      updatedAt: instant.toISOString(),
      reviewStartedAt: null,
      reviewedAt: null,
      deletedAt: null,
      deletedBecause: null,
      purgeAt: null,
      restorableUntil: null,
      aliases: [],
      remakeOf: null,
    });
    expect(JSON.stringify(lines)).not.toContain(body.voicePrompt);
  });

  it('marks a replayed response', async () => {
    const { post, voices } = service();
    const headers = { 'idempotency-key': 'order-7' };
    const first = await post({ headers });
    expect(first.headers).not.toHaveProperty('Idempotent-Replayed');
    const replay = await post({ headers });
    expect(replay).toEqual({ ...first, headers: { ...first.headers, 'Idempotent-Replayed': 'true' } });
    expect(voices.records.size).toBe(1);
  });

  it.each<[string, EventParts, number, string]>([
    ['a key without the scope', { scopes: 'read admin' }, 403, 'forbidden'],
    ['no caller', { scopes: null }, 401, 'unauthenticated'],
    ['a missing scope before a wrong body', { scopes: 'read', body: '{' }, 403, 'forbidden'],
    [
      'a body that is too large before its type',
      { body: ' '.repeat(70_000), headers: { 'content-type': 'text/plain' } },
      413,
      'payload_too_large',
    ],
    [
      'a wrong type before wrong JSON',
      { body: '{', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
    ],
    ['wrong JSON before its fields', { body: '{"a":1,"a":2}' }, 400, 'invalid_request'],
    ['a wrong field', { body: JSON.stringify({ ...body, status: 'OK' }) }, 400, 'invalid_request'],
    [
      'U+FFFD, with which the gateway replaces bytes that are not UTF-8',
      { body: JSON.stringify({ ...body, name: 'J\ufffdrg' }) },
      400,
      'invalid_request',
    ],
    [
      'bytes in Base64 that are not UTF-8',
      { body: Buffer.from('{"name":"Jörg"}', 'latin1').toString('base64'), isBase64Encoded: true },
      400,
      'invalid_request',
    ],
    [
      'a label named __proto__',
      { body: JSON.stringify(body).replace('}', ',"labels":{"__proto__":"x"}}') },
      400,
      'invalid_request',
    ],
    ['a query', { query: { trial: ['true'] } }, 400, 'invalid_request'],
    ['a query named __proto__', { query: JSON.parse('{"__proto__":["true"]}') }, 400, 'invalid_request'],
    ['an empty key', { headers: { 'idempotency-key': '' } }, 400, 'invalid_request'],
  ])('refuses %s and changes nothing', async (_, parts, status, code) => {
    const { post, voices, idempotencyKeys, executions } = service();
    const answer = await post(parts);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
    });
    expect(JSON.parse(answer.body)).toMatchObject({
      type: `urn:voice-design:problem:${code}`,
      status,
      code,
      requestId: 'request-1',
    });
    expect(voices.records.size + idempotencyKeys.entries.size + executions.started.size).toBe(0);
  });

  it('responds with 422 to a key of another request', async () => {
    const { post } = service();
    const headers = { 'idempotency-key': 'order-7' };
    await post({ headers });
    const answer = await post({ headers, body: JSON.stringify({ ...body, name: 'Another' }) });
    expect(answer.statusCode).toBe(422);
    expect(JSON.parse(answer.body).code).toBe('idempotency_key_reused');
  });

  it('reports issues of the body and of the headers together', async () => {
    const { post } = service();
    const answer = await post({
      headers: { 'idempotency-key': 'ä' },
      body: JSON.stringify({ ...body, sampleRate: 1 }),
    });
    expect(JSON.parse(answer.body).errors).toEqual([
      expect.objectContaining({
        pointer: '/sampleRate',
        code: 'not_allowed',
        allowed: [16_000, 24_000, 48_000],
      }),
      expect.objectContaining({ header: 'Idempotency-Key', code: 'invalid_text' }),
    ]);
  });

  it('treats null fields as absent when it compares requests with the same key', async () => {
    const { post, voices } = service();
    const headers = { 'idempotency-key': 'order-8' };
    const nulls = { name: null, language: null, labels: null, scope: null };
    expect((await post({ headers, body: JSON.stringify({ ...body, ...nulls }) })).statusCode).toBe(202);
    expect(await post({ headers })).toMatchObject({
      statusCode: 202,
      headers: { 'Idempotent-Replayed': 'true' },
    });
    expect(voices.records.size).toBe(1);
  });

  it('accepts names and labels that equal inherited properties, and returns them unchanged', async () => {
    const { post } = service();
    const labels = Object.fromEntries(inheritedNames.slice(0, 20).map((name) => [name, name]));
    const answer = await post({ body: JSON.stringify({ ...body, name: awkwardTexts[0], labels }) });
    expect(answer.statusCode).toBe(202);
    const shown = JSON.parse(answer.body);
    expect([shown.name, Object.entries(shown.labels)]).toEqual([awkwardTexts[0], Object.entries(labels)]);
  });

  it('accepts a body in Base64', async () => {
    const { post } = service();
    const answer = await post({
      body: Buffer.from(JSON.stringify(body)).toString('base64'),
      isBase64Encoded: true,
    });
    expect(answer.statusCode).toBe(202);
  });
});

describe('POST /voices?dryRun=true', () => {
  const dryRun = { query: { dryRun: ['true'] } };

  it('responds with 200, warnings, advice, cost and capacity, and records, starts and logs nothing', async () => {
    const { post, voices, idempotencyKeys, executions, lines } = service();
    const answer = await post({ ...dryRun, headers: { 'idempotency-key': 'chapter-7' } });
    expect([answer.statusCode, answer.headers?.Location]).toEqual([200, undefined]);
    expect(dryRunSchema.parse(JSON.parse(answer.body))).toEqual({
      valid: true,
      warnings: [],
      briefHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      advice: [
        {
          code: 'few_words',
          message: "The description has 7 words; the provider's guide recommends 15 to 40.",
        },
        { code: 'few_dimensions', message: expect.stringContaining('covers 1 of the 7 dimensions') },
      ],
      cost: { amount: 0, currency: 'CNY', basis: expect.any(String) },
      capacity: {
        family: 'cosyvoice',
        scope: 'mainland',
        used: 597,
        limit: 1_000,
        inFlight: 3,
        countedAt: instant.toISOString(),
      },
    });
    expect([voices.records.size, idempotencyKeys.entries.size, executions.started.size, lines]).toEqual([
      0,
      0,
      0,
      [],
    ]);
  });

  it('has the warnings of the record that the request would make', async () => {
    const retired = { ...body, family: 'qwen', targetModel: 'qwen3-tts-vd-2026-12-31' };
    const { post } = service();
    const checked = JSON.parse((await post({ ...dryRun, body: JSON.stringify(retired) })).body);
    const made = JSON.parse((await post({ body: JSON.stringify(retired) })).body);
    expect(checked.warnings).toEqual(made.warnings);
    expect(checked.warnings).not.toEqual([]);
    expect(checked.cost).toMatchObject({ amount: 0.2, currency: 'CNY' });
  });

  it('is not valid, with the code of the problem, while the list is full or creates are switched off', async () => {
    const { post, provider, switches } = service();
    provider.isFull = true;
    switches.creates = false;
    const { valid, warnings } = JSON.parse((await post(dryRun)).body);
    expect([valid, warnings.map(({ code }: { code: string }) => code)]).toEqual([
      false,
      ['creates_disabled', 'voice_quota_exhausted'],
    ]);
    const codeOf = async () => JSON.parse((await post()).body).code;
    expect(await codeOf()).toBe('creates_disabled');
    switches.creates = true;
    expect(await codeOf()).toBe('voice_quota_exhausted');
  });

  it.each<[string, EventParts]>([
    ['an invalid field', { body: JSON.stringify({ ...body, previewText: 'Hi' }) }],
    ['an unknown field', { body: JSON.stringify({ ...body, colour: 'blue' }) }],
    ['no body', { body: '' }],
    ['a scope that is not configured', { body: JSON.stringify({ ...body, scope: 'international' }) }],
    ['an invalid key', { headers: { 'idempotency-key': '' } }],
    ['another content type', { headers: { 'content-type': 'text/plain' } }],
    ['a key without the scope', { scopes: 'read' }],
  ])('responds to %s with the same problem as the request itself', async (_, parts) => {
    const { post } = service();
    const problemOf = async (query: EventParts['query']) => {
      const { statusCode, body: text } = await post({ ...parts, query });
      return [statusCode, JSON.parse(text)];
    };
    const [status, problem] = await problemOf(dryRun.query);
    expect([status, problem]).toEqual(await problemOf({}));
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it.each([
    [['yes'], 'not_allowed'],
    [[''], 'not_allowed'],
    [['true', 'true'], 'not_allowed'],
  ])('responds with 400 to the values %j and names the parameter', async (values, code) => {
    const answer = await service().post({ query: { dryRun: values } });
    expect([answer.statusCode, JSON.parse(answer.body).errors]).toEqual([
      400,
      [expect.objectContaining({ parameter: 'dryRun', code })],
    ]);
  });

  it('makes the request with dryRun=false', async () => {
    expect((await service().post({ query: { dryRun: ['false'] } })).statusCode).toBe(202);
  });
});
