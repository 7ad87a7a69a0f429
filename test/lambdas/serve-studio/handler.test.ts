import { describe, expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/serve-studio/handler.ts';
import { bundleStudio } from '../../../lib/bundling/bundle-studio.ts';
import { discardingLog } from '../../support/discarding-log.ts';
import { proxyEvent } from '../../support/http-events.ts';

const files = await bundleStudio();
const handler = makeHandler(
  () => ({ files, mediaOrigin: async () => 'https://previews.s3.example.com' }),
  discardingLog,
);

const openPage = (path: string, method = 'GET') =>
  handler(proxyEvent({ method, resource: '/studio', path, scopes: null }));
const openFile = (file: string, method = 'GET') =>
  handler(
    proxyEvent({
      method,
      resource: '/studio/{file+}',
      path: `/studio/${file}`,
      pathParameters: { file },
      scopes: null,
    }),
  );

describe('the studio', () => {
  it('is a page in a folder, to which the address of the folder redirects relatively', async () => {
    expect(await openPage('/studio')).toMatchObject({
      statusCode: 302,
      headers: { Location: 'studio/index.html' },
    });
    const page = await openPage('/studio/');
    expect(page).toMatchObject({
      statusCode: 200,
      headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
    });
    expect((await openFile('index.html')).body).toBe(page.body);
  });

  it('is not found under its own name as a folder, where the addresses of its files would be wrong', async () => {
    const event = { resource: '/studio/{file+}', pathParameters: { file: 'index.html' }, scopes: null };
    expect(await handler(proxyEvent({ ...event, path: '/studio/index.html/' }))).toMatchObject({
      statusCode: 404,
    });
  });

  it('has a policy that allows its own files, its own API and audio from signed links only', async () => {
    const { headers } = await openPage('/studio/');
    expect(headers).toMatchObject({
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    });
    expect(String(headers?.['Content-Security-Policy']).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self'",
      'media-src https://previews.s3.example.com',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  it('names its files relatively, has no inline code, and sends each to be cached for a year', async () => {
    const { body } = await openPage('/studio/');
    const named = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, name]) => name ?? '');
    expect(named.sort()).toEqual([...files.keys()].filter((name) => name !== 'index.html').sort());
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|style="/);
    for (const name of named) {
      const { statusCode, headers } = await openFile(name);
      expect([statusCode, headers?.['Cache-Control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
  });

  it('sends no body by HEAD, and refuses other methods and unknown files', async () => {
    expect(await openPage('/studio/', 'HEAD')).toMatchObject({ statusCode: 200, body: '' });
    expect(await openPage('/studio/', 'POST')).toMatchObject({
      statusCode: 405,
      headers: { Allow: 'GET, HEAD' },
    });
    for (const file of ['app.js', '../index.mjs', 'constructor', '']) {
      expect(JSON.parse((await openFile(file)).body)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});
