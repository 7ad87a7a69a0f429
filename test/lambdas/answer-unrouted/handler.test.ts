import { describe, expect, it } from '@jest/globals';
import { handler } from '../../../lambdas/answer-unrouted/handler.ts';
import { routes } from '../../../lambdas/shared/contract.ts';
import { proxyEvent } from '../../support/http-events.ts';

const call = (method: string, resource: string) => handler(proxyEvent({ method, resource, scopes: null }));

describe('a call without a route', () => {
  it.each([
    ['PUT', '/voices', 'GET, HEAD, POST, OPTIONS'],
    ['DELETE', '/voices/{voiceId}/preview', 'GET, HEAD, OPTIONS'],
    ['PUT', '/voices/{voiceId}', 'GET, HEAD, DELETE, OPTIONS'],
    ['GET', '/voices/{voiceId}/restore', 'POST, OPTIONS'],
    ['POST', '/health', 'GET, HEAD, OPTIONS'],
  ])('gets 405 and the allowed methods: %s %s', async (method, resource, allow) => {
    const { statusCode, headers, body } = await call(method, resource);
    expect([statusCode, headers?.Allow]).toEqual([405, allow]);
    expect(JSON.parse(body).code).toBe('method_not_allowed');
  });

  it.each(['/', '/{proxy+}', '/provider'])('gets 404 at %s', async (resource) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const { statusCode, body } = await call(method, resource);
      expect([statusCode, JSON.parse(body).code]).toEqual([404, 'not_found']);
    }
  });

  it('gets the allowed methods of every path by OPTIONS, without a body', async () => {
    for (const { path, method } of routes) {
      const { statusCode, headers, body } = await call('OPTIONS', path);
      expect([statusCode, body]).toEqual([204, '']);
      expect(String(headers?.Allow).split(', ')).toContain(method);
    }
  });

  it('gets no body by HEAD', async () => {
    expect(await call('HEAD', '/voices/{voiceId}/restore')).toMatchObject({
      statusCode: 405,
      body: '',
      headers: { Allow: 'POST, OPTIONS' },
    });
    expect(await call('HEAD', '/{proxy+}')).toMatchObject({ statusCode: 404, body: '' });
  });
});
