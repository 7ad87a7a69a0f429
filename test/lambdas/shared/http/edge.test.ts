import { describe, expect, it } from '@jest/globals';
import { problems } from '../../../../lambdas/shared/contract.ts';
import { keyedEdge, openEdge } from '../../../../lambdas/shared/http/edge.ts';
import { jsonResponse } from '../../../../lambdas/shared/http/response.ts';
import type { LogFields } from '../../../../lambdas/shared/platform/log.ts';
import { ApiError, type ApiErrorDetails } from '../../../../lambdas/shared/validation/api-error.ts';
import { type EventParts, proxyEvent } from '../../../support/http-events.ts';

function logTo(lines: [string, LogFields?][]) {
  const add = (message: string, fields?: LogFields) => lines.push([message, fields]);
  return { info: add, error: add };
}

async function answer(error: unknown, parts: EventParts = {}) {
  const lines: [string, LogFields?][] = [];
  const edge = openEdge(logTo(lines), () => {
    throw error;
  });
  return { ...(await edge(proxyEvent(parts))), lines };
}

describe('the edge', () => {
  it('converts every ApiError to its problem document, and logs only refusals of 5xx', async () => {
    const errors: Record<ApiErrorDetails['code'], ApiErrorDetails> = {
      invalid_request: {
        code: 'invalid_request',
        issues: [{ pointer: '/name', code: 'too_short', detail: 'is empty' }],
      },
      invalid_id: { code: 'invalid_id' },
      invalid_cursor: { code: 'invalid_cursor' },
      unauthenticated: { code: 'unauthenticated' },
      forbidden: { code: 'forbidden', scope: 'write' },
      not_found: { code: 'not_found' },
      method_not_allowed: { code: 'method_not_allowed', allow: ['GET', 'OPTIONS'] },
      unsupported_media_type: { code: 'unsupported_media_type', detail: 'The charset has to be utf-8.' },
      payload_too_large: { code: 'payload_too_large', limit: 10, actual: 11 },
      invalid_state: { code: 'invalid_state', status: 'FAILED' },
      remake_pending: { code: 'remake_pending' },
      version_mismatch: { code: 'version_mismatch', version: 3 },
      voice_in_use: { code: 'voice_in_use', aliases: ['narrator'] },
      idempotency_key_reused: { code: 'idempotency_key_reused' },
      scope_not_configured: { code: 'scope_not_configured', scope: 'international' },
      creates_disabled: { code: 'creates_disabled' },
      deletes_disabled: { code: 'deletes_disabled' },
      voice_quota_exhausted: { code: 'voice_quota_exhausted', family: 'qwen', scope: 'mainland' },
      provider_error: { code: 'provider_error', providerCode: 'InternalError' },
      provider_timeout: { code: 'provider_timeout' },
      provider_throttled: { code: 'provider_throttled', retryAfterSeconds: 3 },
      preview_unavailable: { code: 'preview_unavailable', missing: 'pending' },
    };
    for (const details of Object.values(errors)) {
      const { statusCode, headers, body, lines } = await answer(new ApiError(details));
      const { status, title } = problems[details.code];
      expect(statusCode).toBe(status);
      expect(headers).toMatchObject({
        'Content-Type': 'application/problem+json',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
      expect(JSON.parse(body)).toMatchObject({
        type: `urn:voice-design:problem:${details.code}`,
        title,
        status,
        code: details.code,
        detail: expect.any(String),
        requestId: 'request-1',
      });
      const refusal = ['request refused', { requestId: 'request-1', code: details.code }];
      expect(lines.map((line) => line.slice(0, 2))).toEqual(status >= 500 ? [refusal] : []);
    }
  });

  it('adds headers and members that help the caller', async () => {
    const unauthenticated = await answer(new ApiError({ code: 'unauthenticated' }));
    expect(unauthenticated.headers).toMatchObject({ 'WWW-Authenticate': 'Bearer' });
    const method = await answer(new ApiError({ code: 'method_not_allowed', allow: ['GET', 'OPTIONS'] }));
    expect(method.headers).toMatchObject({ Allow: 'GET, OPTIONS' });
    const throttled = await answer(new ApiError({ code: 'provider_throttled', retryAfterSeconds: 3 }));
    expect(throttled.headers).toMatchObject({ 'Retry-After': '3' });
    const failed = new ApiError({ code: 'provider_error', providerCode: 'InternalError' });
    expect(JSON.parse((await answer(failed)).body).providerCode).toBe('InternalError');
    const withoutCode = new ApiError({ code: 'provider_error', providerCode: null });
    expect(JSON.parse((await answer(withoutCode)).body)).not.toHaveProperty('providerCode');
    const ids = [new ApiError({ code: 'invalid_id' }), new ApiError({ code: 'invalid_id', of: 'provider' })];
    const [recordId, providerId] = await Promise.all(ids.map((error) => answer(error)));
    expect(recordId?.body).toContain('ULID');
    expect(providerId?.body).toContain('256');
    for (const missing of ['pending', 'lost', 'invalid', 'deleted', 'none'] as const) {
      const { body } = await answer(new ApiError({ code: 'preview_unavailable', missing }));
      expect(JSON.parse(body).missing).toBe(missing);
    }
  });

  it('answers an unexpected error with 500, and puts its details in the log only', async () => {
    const { statusCode, body, lines } = await answer(new Error('table voices-7 is on fire'));
    expect(statusCode).toBe(500);
    expect(JSON.parse(body)).toEqual({
      type: 'urn:voice-design:problem:internal',
      title: 'Internal Server Error',
      status: 500,
      code: 'internal',
      detail: 'The service failed unexpectedly.',
      requestId: 'request-1',
    });
    expect(lines).toEqual([
      ['unexpected error', { requestId: 'request-1', error: 'Error: table voices-7 is on fire' }],
    ]);
  });

  it('logs no text that failed to parse and no value that is not an error', async () => {
    const lines: [string, LogFields?][] = [];
    const edge = openEdge(logTo(lines), () => JSON.parse('sk-secret'));
    expect((await edge(proxyEvent())).statusCode).toBe(500);
    expect((await answer('sk-secret')).lines).toEqual([
      ['unexpected error', { requestId: 'request-1', error: 'not an Error' }],
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it.each([undefined, null, 'event', {}, { httpMethod: 'GET' }])(
    'answers 500 to an invalid event: %j',
    async (event) => {
      const lines: [string, LogFields?][] = [];
      const edge = openEdge(logTo(lines), () => jsonResponse(200, {}));
      const { statusCode, body } = await edge(event);
      expect(statusCode).toBe(500);
      expect(JSON.parse(body).requestId).toBe('unknown');
      expect(lines).toHaveLength(1);
    },
  );

  it('lists at most fifty issues', async () => {
    const issue = { pointer: '/a', code: 'unknown_field', detail: 'is not a field' } as const;
    const { body } = await answer(
      new ApiError({ code: 'invalid_request', issues: Array(1_000).fill(issue) }),
    );
    expect(JSON.parse(body).errors).toHaveLength(50);
  });

  it('returns no body for HEAD', async () => {
    const { statusCode, body } = await answer(new ApiError({ code: 'not_found' }), { method: 'HEAD' });
    expect([statusCode, body]).toEqual([404, '']);
  });

  it.each([
    ['write', 202],
    ['read write admin', 202],
    ['read', 403],
    ['admin', 403],
    ['writer', 403],
    ['', 403],
    [null, 401],
  ])('answers a key with the scopes %j to a call that needs write with %i', async (scopes, status) => {
    const edge = keyedEdge('request-voice', logTo([]), (_, caller) => jsonResponse(202, caller));
    const { statusCode, body } = await edge(proxyEvent({ scopes }));
    expect(statusCode).toBe(status);
    if (status === 202) expect(JSON.parse(body)).toMatchObject({ owner: 'ann', keyId: 'key-1' });
    if (status === 403) expect(JSON.parse(body).detail).toContain('write');
  });
});
