import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authorization } from '../../../support/local-credentials.ts';
import { startLambda } from './lambda-fixture.ts';

describe("Lambda's Invoke API", () => {
  let lambda: Awaited<ReturnType<typeof startLambda>>;

  beforeAll(async () => {
    lambda = await startLambda();
    await lambda.deployFunction('index.echo');
    await lambda.deployFunction('index.fail');
  });
  afterAll(() => lambda.stop());

  const invoke = (name: string, body: string, headers: Readonly<Record<string, string>> = {}, query = '') =>
    fetch(`${lambda.server.url}/2015-03-31/functions/${encodeURIComponent(name)}/invocations${query}`, {
      method: 'POST',
      headers: { authorization, ...headers },
      body,
    });

  it('returns the payload', async () => {
    const response = await invoke(
      'arn:aws:lambda:us-east-1:000000000000:function:Stack-indexecho:$LATEST',
      '{"a":1}',
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('x-amz-function-error')).toBeNull();
    expect(await response.json()).toMatchObject({ event: { a: 1 } });
  });

  it('returns 200 with a function error if the function fails', async () => {
    const response = await invoke('Stack-indexfail', '{}');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-amz-function-error')).toBe('Unhandled');
    expect(await response.json()).toMatchObject({ errorType: 'VoiceNotFound' });
  });

  it('accepts an event without waiting for the function', async () => {
    expect((await invoke('Stack-indexecho', '{}', { 'x-amz-invocation-type': 'Event' })).status).toBe(202);
  });

  it.each([
    ['missing', '{}', 404, 'ResourceNotFoundException'],
    ['Stack-indexecho', '{', 400, 'InvalidRequestContentException'],
    ['Stack-indexecho', '{}', 404, 'ResourceNotFoundException', '?Qualifier=live'],
    ['Stack-indexecho', '{}', 400, 'ValidationException', '?Qualifier=a+b'],
  ])('refuses %s %s with status %i and %s', async (name, body, status, type, query = '') => {
    const response = await invoke(name, body, {}, query);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ __type: type });
  });
});
