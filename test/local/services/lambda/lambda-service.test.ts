import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lambdaHost } from './host.ts';

describe('a function on the laptop', () => {
  let host: Awaited<ReturnType<typeof lambdaHost>>;

  beforeAll(async () => {
    host = await lambdaHost();
  });
  afterAll(() => host.stop());

  it('gets the event and a context of AWS, and its answer comes back; the next call finds it warm', async () => {
    const { ref, attributes } = await host.deployFunction('index.echo', { Timeout: 7 });
    const first = await host.service.invoke(ref, { voiceId: 'v1' });
    expect(first).toEqual({
      payload: {
        event: { voiceId: 'v1' },
        invocations: 1,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:Stack-indexecho',
        remaining: expect.any(Number),
      },
    });
    const second = await host.service.invoke(attributes.Arn ?? '', {});
    expect(second).toMatchObject({ payload: { invocations: 2 } });
    expect('payload' in second && second.payload).toHaveProperty('remaining', expect.any(Number));
  });

  it('sees its own variables and those of Lambda, and nothing of the runner', async () => {
    const { ref } = await host.deployFunction('index.environment', {
      Environment: { Variables: { TABLE_NAME: 'voices', LIMIT: 5 } },
      MemorySize: 256,
    });
    const result = await host.service.invoke(ref, {});
    expect(result).toMatchObject({
      payload: {
        TABLE_NAME: 'voices',
        LIMIT: '5',
        AWS_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      },
    });
    expect(result).not.toHaveProperty('payload.HOME');
    expect(result).not.toHaveProperty('payload.PATH');
    expect(result).not.toHaveProperty('payload.NODE_ENV');
  });

  it('may be CommonJS, although the project around the bundle is made of ES modules', async () => {
    const { ref } = await host.deployFunction('common.handler');
    expect(await host.service.invoke(ref, {})).toEqual({ payload: 'required' });
  });

  it('fails with the name, message and trace of what it throws', async () => {
    const { ref } = await host.deployFunction('index.fail');
    expect(await host.service.invoke(ref, {})).toEqual({
      functionError: {
        errorType: 'VoiceNotFound',
        errorMessage: 'no such voice',
        trace: expect.arrayContaining(['VoiceNotFound: no such voice']),
      },
    });
  });

  it('is stopped at its time-out, and the call after that gets a new environment', async () => {
    const { ref } = await host.deployFunction('index.hang', { Timeout: 1 });
    const started = performance.now();
    const result = await host.service.invoke(ref, {});
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(result).toEqual({
      functionError: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
        ),
      },
    });
    const { ref: echo } = await host.deployFunction('index.sleep', { Timeout: 1 });
    expect(await host.service.invoke(echo, { milliseconds: 2_000 })).toHaveProperty('functionError');
    expect(await host.service.invoke(echo, { milliseconds: 1 })).toEqual({ payload: 1 });
  });

  it.each([
    ['index.exit', { code: 3 }, 'exit status 3'],
    ['index.exit', { code: 0 }, 'without providing a reason'],
    ['index.crash', {}, 'exit status 1'],
    ['index.neverSettle', {}, 'without providing a reason'],
  ])('takes its environment with it when %s(%p) ends the process', async (handler, event, reason) => {
    const { ref } = await host.deployFunction(handler, { Timeout: 30 });
    expect(await host.service.invoke(ref, event)).toMatchObject({
      functionError: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining(reason) },
    });
  });

  it('runs out of memory at its memory size', async () => {
    const { ref } = await host.deployFunction('index.eatMemory', { MemorySize: 128, Timeout: 60 });
    expect(await host.service.invoke(ref, {})).toMatchObject({
      functionError: {
        errorType: 'Runtime.OutOfMemory',
        errorMessage: expect.stringContaining('signal: killed'),
      },
    });
  });

  it.each([
    ['nowhere.handler', 'Runtime.ImportModuleError'],
    ['index.nothing', 'Runtime.HandlerNotFound'],
    ['index.callback', 'Runtime.CallbackHandlerDeprecated'],
  ])('that cannot be loaded (%s) says so as AWS does, on every call', async (handler, errorType) => {
    const { ref } = await host.deployFunction(handler);
    expect(await host.service.invoke(ref, {})).toMatchObject({ functionError: { errorType } });
    expect(await host.service.invoke(ref, {})).toMatchObject({ functionError: { errorType } });
  });

  it('takes at most 6 MB and answers with at most 6 MB', async () => {
    const { ref } = await host.deployFunction('index.large');
    await expect(host.service.invoke(ref, 'x'.repeat(6 * 1024 * 1024))).rejects.toMatchObject({
      type: 'RequestTooLargeException',
      statusCode: 413,
    });
    expect(await host.service.invoke(ref, { bytes: 6 * 1024 * 1024 })).toMatchObject({
      functionError: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });

  it('runs twice at once and no more; the others wait, and waiting does not count as running', async () => {
    const { ref } = await host.deployFunction('index.sleep', { Timeout: 2, FunctionName: 'sleeper' });
    const results = await Promise.all(
      Array.from({ length: 6 }, () => host.service.invoke(ref, { milliseconds: 800 })),
    );
    expect(results.map((result) => 'payload' in result && result.payload).toSorted()).toEqual([
      1, 1, 2, 2, 3, 3,
    ]);
  });

  it('runs one at a time with a reserved concurrency of 1, and not at all with 0', async () => {
    const one = await host.deployFunction('index.sleep', {
      ReservedConcurrentExecutions: 1,
      FunctionName: 'one',
    });
    const results = await Promise.all([1, 2].map(() => host.service.invoke(one.ref, { milliseconds: 20 })));
    expect(results).toEqual([{ payload: 1 }, { payload: 2 }]);
    const none = await host.deployFunction('index.sleep', {
      ReservedConcurrentExecutions: 0,
      FunctionName: 'none',
    });
    await expect(host.service.invoke(none.ref, {})).rejects.toMatchObject({
      type: 'TooManyRequestsException',
    });
  });

  it('is not found under another name', async () => {
    await expect(host.service.invoke('nobody', {})).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
      statusCode: 404,
    });
  });

  it('writes its console to the observer and to a log file of its own', async () => {
    const host = await lambdaHost();
    const { ref } = await host.deployFunction('index.say');
    await host.service.invoke(ref, { line: 'voice designed' });
    const happening = await host.recorder.waitFor(
      (event) => event.kind === 'functionLog' && event.line.includes('voice designed'),
    );
    expect(happening).toMatchObject({
      functionName: ref,
      line: expect.stringMatching(/\tINFO\tvoice designed$/),
    });
    await host.service.stop();
    const log = await readFile(join(host.stateFolder, 'logs', `${ref}.log`), 'utf8');
    expect(log).toContain('voice designed\n');
    await host.stop();
  });
});
