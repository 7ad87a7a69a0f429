import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authorization } from '../../../support/local-credentials.ts';
import { lambdaHost } from './host.ts';

describe("Lambda's Invoke API", () => {
  let host: Awaited<ReturnType<typeof lambdaHost>>;

  beforeAll(async () => {
    host = await lambdaHost();
    await host.deployFunction('index.echo');
    await host.deployFunction('index.fail');
  });
  afterAll(() => host.stop());

  const invoke = (name: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${host.server.url}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
      method: 'POST',
      headers: { authorization, ...headers },
      body,
    });

  it('answers with the payload', async () => {
    const response = await invoke(
      'arn:aws:lambda:us-east-1:000000000000:function:Stack-indexecho:$LATEST',
      '{"a":1}',
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('x-amz-function-error')).toBeNull();
    expect(await response.json()).toMatchObject({ event: { a: 1 } });
  });

  it('answers 200 with a marked error when the function fails', async () => {
    const response = await invoke('Stack-indexfail', '{}');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-amz-function-error')).toBe('Unhandled');
    expect(await response.json()).toMatchObject({ errorType: 'VoiceNotFound' });
  });

  it('accepts an event without waiting for the function', async () => {
    expect((await invoke('Stack-indexecho', '{}', { 'x-amz-invocation-type': 'Event' })).status).toBe(202);
  });

  it.each([
    ['nobody', '{}', 404, 'ResourceNotFoundException'],
    ['Stack-indexecho', '{', 400, 'InvalidRequestContentException'],
  ])('refuses %s %s', async (name, body, status, type) => {
    const response = await invoke(name, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ __type: type });
  });
});
