import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { handler } from '../../../lambdas/get-health/handler.ts';
import { proxyEvent } from '../../support/http-events.ts';

describe('GET /health', () => {
  it('returns the version without a key', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    const { statusCode, body } = await handler(
      proxyEvent({ path: '/health', scopes: null, query: { probe: ['1'] } }),
    );
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({ status: 'ok', version });
  });
});
