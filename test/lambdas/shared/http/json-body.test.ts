import { describe, expect, it } from '@jest/globals';
import { maxBodyBytes, readJsonBody } from '../../../../lambdas/shared/http/json-body.ts';
import { ApiError, type ApiErrorDetails } from '../../../../lambdas/shared/validation/api-error.ts';
import { anyText } from '../../../support/any-text.ts';
import fc from '../../../support/fast-check.ts';

const json = 'application/json';

function read(
  text: string | Buffer,
  headers: Record<string, string[]> = { 'content-type': [json] },
): unknown {
  const body =
    typeof text === 'string' ? { text, base64: false } : { text: text.toString('base64'), base64: true };
  return readJsonBody({ headers: new Map(Object.entries(headers)), body });
}

function errorDetails(act: () => unknown): ApiErrorDetails {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error.details;
    throw error;
  }
  throw new Error('no error was thrown');
}

function code(act: () => unknown): string | undefined {
  const details = errorDetails(act);
  return details.code === 'invalid_request' ? details.issues[0]?.code : details.code;
}

describe('a JSON body', () => {
  it.each([
    ['nothing', '', 'empty_body'],
    ['blanks', ' \n\t', 'empty_body'],
    ['a byte order mark alone', '\ufeff', 'empty_body'],
    ['half an object', '{"a":', 'invalid_json'],
    ['a comment', '{/* a */}', 'invalid_json'],
    ['a trailing comma', '{"a":1,}', 'invalid_json'],
    ['single quotes', "{'a':1}", 'invalid_json'],
    ['NaN', '{"a":NaN}', 'invalid_json'],
    ['a leading zero', '{"a":01}', 'invalid_json'],
    ['a raw control character', '{"a":"\u0001"}', 'invalid_json'],
    ['two values', '{}{}', 'invalid_json'],
    ['a lone surrogate outside of an escape', '{"a":"\ud800"}', 'invalid_json'],
    ['a key twice', '{"a":1,"b":2,"a":3}', 'duplicate_key'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":3}', 'duplicate_key'],
    ['a key twice in an inner object', '{"a":[{"b":1,"b":1}]}', 'duplicate_key'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', 'duplicate_key'],
    ['nine levels', '['.repeat(9) + ']'.repeat(9), 'too_deep'],
    ['sixty thousand levels', '['.repeat(30_000) + ']'.repeat(30_000), 'too_deep'],
  ])('with %s is rejected', (_, text, expected) => {
    expect(code(() => read(text))).toBe(expected);
  });

  it.each([
    ['the same key in two objects', '[{"a":1},{"a":1}]'],
    ['a value that is another key', '{"a":"b","b":"a"}'],
    ['eight levels', '['.repeat(8) + ']'.repeat(8)],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['line separators', '{"a":"\u2028"}'],
  ])('with %s is read', (_, text) => {
    expect(read(text)).toEqual(JSON.parse(text.replace(/^\ufeff/, '')));
  });

  it('has at most 65,536 bytes, as text or in Base64', () => {
    const fits = `{"a":"${'ä'.repeat((maxBodyBytes - 8) / 2)}"}`;
    expect(Buffer.byteLength(fits)).toBe(maxBodyBytes);
    expect(read(fits)).toHaveProperty('a');
    expect(read(Buffer.from(fits))).toHaveProperty('a');
    const expected = { code: 'payload_too_large', limit: maxBodyBytes, actual: maxBodyBytes + 1 };
    expect(errorDetails(() => read(`${fits} `))).toEqual(expected);
    expect(errorDetails(() => read(Buffer.from(`${fits} `)))).toEqual(expected);
  });

  it('is rejected if its bytes are not UTF-8', () => {
    expect(code(() => read(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])))).toBe('invalid_json');
    expect(code(() => read(Buffer.from('{"a":"\u00e4"}', 'latin1')))).toBe('invalid_json');
    expect(code(() => read(Buffer.from('{}', 'utf16le')))).toBe('invalid_json');
  });

  it.each<[string, Record<string, string[]>]>([
    ['no content type', {}],
    ['another type', { 'content-type': ['text/plain'] }],
    ['a form', { 'content-type': ['application/x-www-form-urlencoded'] }],
    ['a type with the same beginning', { 'content-type': ['application/jsonp'] }],
    ['an invalid type', { 'content-type': ['json'] }],
    ['two types', { 'content-type': [json, json] }],
    ['another charset', { 'content-type': ['application/json; charset=latin1'] }],
    ['a compressed body', { 'content-type': [json], 'content-encoding': ['gzip'] }],
    ['a body compressed twice', { 'content-type': [json], 'content-encoding': ['identity', 'br'] }],
  ])('is rejected with %s', (_, headers) => {
    expect(code(() => read('{}', headers))).toBe('unsupported_media_type');
  });

  it.each([
    json,
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=utf8',
    'application/merge-patch+json',
  ])('is read as %s', (type) => {
    expect(read('{}', { 'content-type': [type] })).toEqual({});
    expect(read('{}', { 'content-type': [type], 'content-encoding': ['identity'] })).toEqual({});
  });

  it('is parsed like JSON.parse, or rejected with an ApiError, for any input', () => {
    const shallow = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(shallow, (value) => {
        const text = JSON.stringify(value);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0a1 ') })), (text) => {
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(['invalid_json', 'empty_body']).toContain(code(() => read(text)));
          return;
        }
        try {
          expect(read(text)).toEqual(expected);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          read(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
    );
  });
});
