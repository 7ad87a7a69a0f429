import { describe, expect, it } from '@jest/globals';
import { handler } from '../../../lambdas/answer-unrouted/handler.ts';
import { routes } from '../../../lambdas/shared/contract.ts';
import { proxyEvent } from '../../support/http-events.ts';

const call = (method: string, resource: string) => handler(proxyEvent({ method, resource, scopes: null }));

describe('what no route answers', () => {
  it.each([
    ['PUT', '/voices', 'GET, HEAD, POST, OPTIONS'],
    ['DELETE', '/voices/{voiceId}/preview', 'GET, HEAD, OPTIONS'],
    ['PUT', '/voices/{voiceId}', 'GET, HEAD, DELETE, OPTIONS'],
    ['GET', '/voices/{voiceId}/restore', 'POST, OPTIONS'],
    ['POST', '/health', 'GET, HEAD, OPTIONS'],
  ])('is 405 for %s %s, with what is allowed', async (method, resource, allow) => {
    const { statusCode, headers, body } = await call(method, resource);
    expect([statusCode, headers?.Allow]).toEqual([405, allow]);
    expect(JSON.parse(body).code).toBe('method_not_allowed');
  });

  it.each(['/', '/{proxy+}', '/provider'])('is 404 at %s', async (resource) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const { statusCode, body } = await call(method, resource);
      expect([statusCode, JSON.parse(body).code]).toEqual([404, 'not_found']);
    }
  });

  it('tells OPTIONS what every path allows, without a body', async () => {
    for (const { path, method } of routes) {
      const { statusCode, headers, body } = await call('OPTIONS', path);
      expect([statusCode, body]).toEqual([204, '']);
      expect(String(headers?.Allow).split(', ')).toContain(method);
    }
  });

  it('has no body for HEAD', async () => {
    expect(await call('HEAD', '/voices/{voiceId}/restore')).toMatchObject({
      statusCode: 405,
      body: '',
      headers: { Allow: 'POST, OPTIONS' },
    });
    expect(await call('HEAD', '/{proxy+}')).toMatchObject({ statusCode: 404, body: '' });
  });
});
