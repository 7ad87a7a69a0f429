import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readRequest } from '../../../../lambdas/shared/http/request.ts';
import { FieldError } from '../../../../lambdas/shared/platform/fields.ts';
import fc from '../../../support/fast-check.ts';

/** The form of a proxy event as a schema, which accepts what the parser accepts. */
const mapOf = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value).nullish();
const proxyEvent = z.object({
  httpMethod: z.string(),
  resource: z.string(),
  headers: mapOf(z.string()),
  multiValueHeaders: mapOf(z.array(z.string())),
  queryStringParameters: mapOf(z.string()),
  multiValueQueryStringParameters: mapOf(z.array(z.string())),
  pathParameters: mapOf(z.string()),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({
    requestId: z.string(),
    path: z.string(),
    authorizer: z.object({ owner: z.string(), scopes: z.string(), keyId: z.string() }).nullish(),
  }),
});

const name = fc.constantFrom('a', 'A', 'content-type', 'constructor', 'toString');
const text = fc.string({ maxLength: 3 });
const maybe = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 4, arbitrary: value }, fc.constantFrom(null, undefined));
/** A value that is rarely of a wrong type. */
const mostly = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 40, arbitrary: value }, fc.constantFrom<unknown>(1, true, '', null, {}, [1], { a: 1 }));
const texts = mostly(maybe(fc.dictionary(name, mostly(text))));
const lists = mostly(maybe(fc.dictionary(name, mostly(fc.array(mostly(text), { maxLength: 3 })))));
const events = fc.record({
  httpMethod: mostly(text),
  resource: mostly(text),
  headers: texts,
  multiValueHeaders: lists,
  queryStringParameters: texts,
  multiValueQueryStringParameters: lists,
  // Without escapes, which the parser decodes.
  pathParameters: mostly(maybe(fc.dictionary(name, mostly(text.filter((each) => !each.includes('%')))))),
  body: mostly(maybe(text)),
  isBase64Encoded: mostly(maybe(fc.boolean())),
  requestContext: mostly(
    fc.record({
      requestId: mostly(text),
      path: mostly(text),
      authorizer: mostly(
        maybe(fc.record({ owner: mostly(text), scopes: mostly(text), keyId: mostly(text) })),
      ),
    }),
  ),
});

function read(event: unknown): ReturnType<typeof readRequest> | 'refused' {
  try {
    return readRequest(event);
  } catch (error) {
    if (error instanceof FieldError) return 'refused';
    throw error;
  }
}

describe('the parser of proxy events', () => {
  it('accepts exactly the events of the schema', () => {
    fc.assert(
      fc.property(events, (event) => {
        const { success, data } = proxyEvent.safeParse(event);
        const request = read(event);
        expect(request === 'refused').toBe(!success);
        if (request === 'refused' || !data) return;
        expect(request).toMatchObject({
          requestId: data.requestContext.requestId,
          method: data.httpMethod,
          resource: data.resource,
          path: data.requestContext.path,
          pathParameters: data.pathParameters ?? {},
          body: { text: data.body ?? '', base64: data.isBase64Encoded ?? false },
        });
        expect(request.caller?.keyId).toBe(data.requestContext.authorizer?.keyId);
      }),
      { numRuns: 2_000 },
    );
  });

  // Measured on AWS: https://github.com/aws/aws-lambda-dotnet/blob/master/Tools/LambdaTestTool-v2/tests/Amazon.Lambda.TestTool.Tests.Common/HttpContextTestCases.cs
  it('decodes path parameters, which a REST API passes on as sent', () => {
    const event = {
      httpMethod: 'GET',
      resource: '/aliases/{alias}',
      requestContext: { requestId: '1', path: '/v1/aliases/caf%C3%A9%2Fone' },
      pathParameters: { alias: 'caf%C3%A9%2Fone', broken: '100%' },
      queryStringParameters: { decoded: '%41' },
    };
    const request = readRequest(event);
    expect(request.pathParameters).toEqual({ alias: 'café/one', broken: '100%' });
    expect(request.query.get('decoded')).toEqual(['%41']);
  });

  it.each([[undefined], [null], ['text'], [[]], [{}]])('refuses the event %j', (event) => {
    expect(() => readRequest(event)).toThrow(FieldError);
  });

  it('names the field, without its value', () => {
    const event = {
      httpMethod: 'GET',
      resource: '/',
      requestContext: { requestId: '1', path: '/' },
      headers: { a: 7 },
    };
    expect(() => readRequest(event)).toThrow('the field headers does not have the expected form');
  });
});
