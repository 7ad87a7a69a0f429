import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const require = createRequire(import.meta.url);

/** The runner replaces two modules that the runtime client requires. Another version may require others. */
describe("AWS's runtime client", () => {
  const client = require.resolve('aws-lambda-ric');

  it('has the version for which the replacements are written', async () => {
    const text = await readFile(client.replace(/index\.mjs$/, 'package.json'), 'utf8');
    expect(z.object({ version: z.string() }).parse(JSON.parse(text)).version).toBe('4.0.2');
  });

  it('calls next, done and error of its native module, and reports a failed initialization by HTTP', async () => {
    const source = await readFile(client, 'utf8');
    expect(source).toContain('cjsRequire("./rapid-client.node")');
    expect(source).toContain('return this.nativeClient.next();');
    expect(source).toContain('this.nativeClient.done(encodeURIComponent(id), bodyString)');
    expect(source).toContain('this.nativeClient.error(encodeURIComponent(id), bodyString, xrayString)');
    expect(source).toContain('this.post("/2018-06-01/runtime/init/error"');
    expect(source).toContain('var { Agent, request } = cjsRequire("node:http");');
  });
});
