import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const require = createRequire(import.meta.url);

/** The runner answers two requires of the runtime client; another version may ask otherwise. */
describe('the runtime client of AWS that the runner drives', () => {
  const client = require.resolve('aws-lambda-ric');

  it('is the version whose inside the runner knows', async () => {
    const text = await readFile(client.replace(/index\.mjs$/, 'package.json'), 'utf8');
    expect(z.object({ version: z.string() }).parse(JSON.parse(text)).version).toBe('4.0.2');
  });

  it('asks its native half for next, done and error, and reports a failed start by HTTP', async () => {
    const source = await readFile(client, 'utf8');
    expect(source).toContain('cjsRequire("./rapid-client.node")');
    expect(source).toContain('return this.nativeClient.next();');
    expect(source).toContain('this.nativeClient.done(encodeURIComponent(id), bodyString)');
    expect(source).toContain('this.nativeClient.error(encodeURIComponent(id), bodyString, xrayString)');
    expect(source).toContain('this.post("/2018-06-01/runtime/init/error"');
    expect(source).toContain('var { Agent, request } = cjsRequire("node:http");');
  });
});
