import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { makeHandler } from '../../../lambdas/get-openapi/handler.ts';
import { openApiDocument } from '../../../lambdas/shared/http/openapi/document.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { synthesizedAssembly } from '../../support/assembly.ts';
import { sharedSettings } from '../../support/deployments.ts';
import { discardingLog } from '../../support/discarding-log.ts';
import { proxyEvent } from '../../support/http-events.ts';

it('the file next to the bundle is the OpenAPI document of this version, without white space', async () => {
  const assembly = await synthesizedAssembly(sharedSettings);
  const files = readdirSync(assembly).map((asset) => join(assembly, asset, 'openapi.json'));
  const documents = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  expect(documents).toEqual([JSON.stringify(openApiDocument(packageJson.version))]);
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
