import { describe, expect, it } from '@jest/globals';
import {
  parseIdempotencyKey,
  parseVoiceId,
  rejectQuery,
} from '../../../../lambdas/shared/http/parameters.ts';
import { readRequest } from '../../../../lambdas/shared/http/request.ts';
import { proxyEvent } from '../../../support/http-events.ts';
import { voiceId } from '../../../support/voices.ts';

describe('a voice id in a path', () => {
  it('is a valid ULID', () => {
    expect(parseVoiceId({ pathParameters: { voiceId } })).toBe(voiceId);
  });

  it.each([
    undefined,
    '',
    voiceId.slice(1),
    `${voiceId}0`,
    voiceId.toLowerCase(),
    `${voiceId.slice(0, -1)}U`,
    `8${voiceId.slice(1)}`,
    '../../../etc/passwd/xxxxxx',
    'IDEM#0000000000000000000000',
    `${voiceId}\n`,
  ])('is rejected as %j', (text) => {
    const pathParameters: Record<string, string> = text === undefined ? {} : { voiceId: text };
    expect(() => parseVoiceId({ pathParameters })).toThrow(
      expect.objectContaining({ details: { code: 'invalid_id' } }),
    );
  });
});

describe('an Idempotency-Key', () => {
  const read = (...values: string[]) =>
    parseIdempotencyKey(
      readRequest(proxyEvent({ headers: values.length > 0 ? { 'IDEMPOTENCY-key': values } : {} })),
    );

  it('is optional', () => {
    expect(read()).toEqual({ key: null, issues: [] });
  });

  it.each(['a', '"8e03978e-40d5-43dd-bc93-6894a57f9324"', 'two words', '~'.repeat(255)])(
    'is accepted as %j',
    (key) => {
      expect(read(key)).toEqual({ key, issues: [] });
    },
  );

  it.each([
    [[''], 'too_short'],
    [['   '], 'too_short'],
    [['k'.repeat(256)], 'too_long'],
    [['a\tb'], 'invalid_text'],
    [['a\u007f'], 'invalid_text'],
    [['schlüssel'], 'invalid_text'],
    [['a', 'a'], 'not_allowed'],
  ])('is rejected as %j', (values, code) => {
    expect(read(...values)).toEqual({
      key: null,
      issues: [expect.objectContaining({ header: 'Idempotency-Key', code })],
    });
  });
});

describe('a query on a call without parameters', () => {
  it('is rejected with the name of each parameter', () => {
    expect(() => rejectQuery({ query: new Map() })).not.toThrow();
    for (const name of ['__proto__', 'constructor']) {
      const sent: unknown = JSON.parse(
        JSON.stringify(proxyEvent({ query: Object.fromEntries([[name, ['1']]]) })),
      );
      expect(() => rejectQuery(readRequest(sent))).toThrow(
        expect.objectContaining({
          details: {
            code: 'invalid_request',
            issues: [expect.objectContaining({ parameter: name, code: 'unknown_field' })],
          },
        }),
      );
    }
    const query = new Map([
      ['refresh', ['true']],
      ['x'.repeat(1_000), ['1', '2']],
    ]);
    expect(() => rejectQuery({ query })).toThrow(
      expect.objectContaining({
        details: {
          code: 'invalid_request',
          issues: [
            expect.objectContaining({ parameter: 'refresh', code: 'unknown_field' }),
            expect.objectContaining({ parameter: 'x'.repeat(64), code: 'unknown_field' }),
          ],
        },
      }),
    );
  });
});

describe('a proxy event', () => {
  it('is read with every header value by lower-case name, from either form', () => {
    const event = {
      ...Object(proxyEvent()),
      multiValueHeaders: null,
      headers: { 'X-One': '1', 'x-one': '2' },
    };
    expect(readRequest(event).headers.get('x-one')).toEqual(['1', '2']);
    const many = proxyEvent({ headers: { 'X-Many': ['1', '2'] } });
    expect(readRequest(many).headers.get('x-many')).toEqual(['1', '2']);
  });

  it('has the path of the call and the scopes of the key', () => {
    expect(readRequest(proxyEvent({ path: '/voices', scopes: 'read  write ' }))).toMatchObject({
      path: '/v1/voices',
      caller: { owner: 'ann', keyId: 'key-1', scopes: ['read', 'write'] },
      body: { text: '', base64: false },
    });
    expect(readRequest(proxyEvent({ scopes: null })).caller).toBeNull();
  });
});
