import { expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/get-openapi/handler.ts';
import { openApiDocument } from '../../../lambdas/shared/http/openapi/document.ts';
import { handlerFiles } from '../../../lib/handler-files.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { discardingLog } from '../../support/discarding-log.ts';
import { proxyEvent } from '../../support/http-events.ts';

it('the file next to the bundle is the OpenAPI document of this version, without white space', () => {
  const file = handlerFiles().get('get-openapi')?.get('openapi.json');
  expect(file).toBe(JSON.stringify(openApiDocument(packageJson.version)));
});

it('the response is the document as JSON', async () => {
  const handler = makeHandler(() => '{"openapi":"3.1.0"}', discardingLog);
  const event = proxyEvent({ resource: '/openapi.json', path: '/openapi.json' });
  expect(await handler(event)).toMatchObject({
    statusCode: 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: '{"openapi":"3.1.0"}',
  });
});

it('a query parameter is refused', async () => {
  const handler = makeHandler(() => '{}', discardingLog);
  const event = proxyEvent({ resource: '/openapi.json', path: '/openapi.json', query: { a: ['b'] } });
  expect(await handler(event)).toMatchObject({ statusCode: 400 });
});
