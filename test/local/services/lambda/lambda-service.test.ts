import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { administrator } from '../../../../local/core/principal.ts';
import type { RunnerEvent } from '../../../../local/core/runner-event.ts';
import { startLambda } from './lambda-fixture.ts';

/** Returns whether an event is the line that `holdUntil` prints. */
const isHolding = (ref: string) => (event: RunnerEvent) =>
  event.kind === 'functionLog' && event.functionName === ref && event.line.endsWith('holding');

describe('a local function', () => {
  let lambda: Awaited<ReturnType<typeof startLambda>>;

  beforeAll(async () => {
    lambda = await startLambda();
  });
  afterAll(() => lambda.stop());

  // The time-outs of functions run on a clock of the test, so that a slow machine does not reach them.
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: [
        ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'Date'] as const),
        ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
      ],
    });
  });
  afterEach(() => void jest.useRealTimers());

  it('gets the event and an AWS context, returns its result, and stays warm for the next call', async () => {
    const { ref, attributes } = await lambda.deployFunction('index.echo', { Timeout: 7 });
    const first = await lambda.service.invoke(ref, { voiceId: 'v1' }, administrator);
    expect(first).toEqual({
      payload: {
        event: { voiceId: 'v1' },
        invocations: 1,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:Stack-indexecho',
        remaining: expect.any(Number),
      },
    });
    const second = await lambda.service.invoke(attributes.Arn ?? '', {}, administrator);
    expect(second).toMatchObject({ payload: { invocations: 2 } });
    expect('payload' in second && second.payload).toHaveProperty('remaining', expect.any(Number));
  });

  it("has its own variables and Lambda's, and none of the runner's", async () => {
    const { ref } = await lambda.deployFunction('index.environment', {
      Environment: { Variables: { TABLE_NAME: 'voices', LIMIT: 5 } },
      MemorySize: 256,
    });
    const result = await lambda.service.invoke(ref, {}, administrator);
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

  it('can be CommonJS, although the project that contains the bundle uses ES modules', async () => {
    const { ref } = await lambda.deployFunction('common.handler');
    expect(await lambda.service.invoke(ref, {}, administrator)).toEqual({ payload: 'required' });
  });

  it('fails with the name, message and trace of the thrown error', async () => {
    const { ref } = await lambda.deployFunction('index.fail');
    expect(await lambda.service.invoke(ref, {}, administrator)).toEqual({
      functionError: {
        errorType: 'VoiceNotFound',
        errorMessage: 'no such voice',
        trace: expect.arrayContaining(['VoiceNotFound: no such voice']),
      },
    });
  });

  it('is stopped at its timeout, and the next call gets a new environment', async () => {
    const { ref } = await lambda.deployFunction('index.holdUntil', { Timeout: 1, FunctionName: 'hung' });
    const hung = lambda.service.invoke(ref, { file: '/nowhere' }, administrator);
    await lambda.recorder.waitFor(isHolding(ref));
    jest.advanceTimersByTime(999);
    await expect(Promise.race([hung, 'not yet'])).resolves.toBe('not yet');
    jest.advanceTimersByTime(1);
    expect(await hung).toEqual({
      functionError: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
        ),
      },
    });
    expect(await lambda.service.invoke(ref, { file: '/' }, administrator)).toEqual({ payload: 1 });
  });

  it.each([
    ['index.exit', { code: 3 }, 'Runtime exited with error: exit status 3'],
    ['index.exit', { code: 0 }, 'Runtime exited without providing a reason'],
    ['index.crash', {}, 'Runtime exited with error: exit status 1'],
    ['index.neverSettle', {}, 'Runtime exited without providing a reason'],
  ])('reports an exit error when %s(%p) ends the process', async (handler, event, reason) => {
    const { ref } = await lambda.deployFunction(handler, { Timeout: 30 });
    expect(await lambda.service.invoke(ref, event, administrator)).toMatchObject({
      functionError: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining(reason) },
    });
  });

  it.each([
    ['with its heap', 'index.eatMemory', {}],
    ['with buffers that it holds when it responds', 'index.holdBuffers', { mebibytes: 130, milliseconds: 0 }],
    [
      'with buffers that it holds while it waits',
      'index.holdBuffers',
      { mebibytes: 130, milliseconds: 50_000 },
    ],
    ['with buffers while it blocks the event loop', 'index.growBuffers', {}],
  ])('runs out of memory at its configured memory size %s', async (_case, handler, event) => {
    const { ref } = await lambda.deployFunction(handler, { MemorySize: 128, Timeout: 60 });
    expect(await lambda.service.invoke(ref, event, administrator)).toEqual({
      functionError: {
        errorType: 'Runtime.OutOfMemory',
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: signal: killed$/,
        ),
      },
    });
  });

  it('has a young generation of 6 MiB in addition to its memory, also if the process has a larger one', async () => {
    const { ref } = await lambda.deployFunction('index.heapLimit', { MemorySize: 256 });
    expect(await lambda.service.invoke(ref, {}, administrator)).toEqual({ payload: (256 + 6) * 1024 * 1024 });
  });

  it('may use buffers up to its memory size, and gets a new environment after it exceeded it', async () => {
    const { ref } = await lambda.deployFunction('index.holdBuffers', { MemorySize: 128, Timeout: 60 });
    const hold = (mebibytes: number) =>
      lambda.service.invoke(ref, { mebibytes, milliseconds: 300 }, administrator);
    expect(await hold(40)).toEqual({ payload: 40 });
    expect(await hold(130)).toHaveProperty('functionError.errorType', 'Runtime.OutOfMemory');
    expect(await hold(40)).toEqual({ payload: 40 });
  });

  it.each([
    ['nowhere.handler', 'Runtime.ImportModuleError'],
    ['index.nothing', 'Runtime.HandlerNotFound'],
    ['index.callback', 'Runtime.CallbackHandlerDeprecated'],
  ])('that cannot be loaded (%s) fails every call with the error type of AWS', async (handler, errorType) => {
    const { ref } = await lambda.deployFunction(handler);
    expect(await lambda.service.invoke(ref, {}, administrator)).toMatchObject({
      functionError: { errorType },
    });
    expect(await lambda.service.invoke(ref, {}, administrator)).toMatchObject({
      functionError: { errorType },
    });
  });

  it('accepts and returns at most 6 MB', async () => {
    const { ref } = await lambda.deployFunction('index.large');
    await expect(
      lambda.service.invoke(ref, 'x'.repeat(6 * 1024 * 1024), administrator),
    ).rejects.toMatchObject({
      type: 'RequestTooLargeException',
      statusCode: 413,
    });
    expect(await lambda.service.invoke(ref, { bytes: 6 * 1024 * 1024 }, administrator)).toMatchObject({
      functionError: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });

  it('runs at most twice at a time, and calls that wait do not time out', async () => {
    const { ref } = await lambda.deployFunction('index.holdUntil', { Timeout: 2, FunctionName: 'sleeper' });
    const files = [1, 2, 3].map((pair) => join(lambda.folder, `pair-${pair}`));
    const results = files.flatMap((file) =>
      [1, 2].map(() => lambda.service.invoke(ref, { file }, administrator)),
    );
    for (const [before, file] of files.entries()) {
      const held = 2 * before + 2;
      await lambda.recorder.waitFor(() => lambda.recorder.events.filter(isHolding(ref)).length === held);
      jest.advanceTimersByTime(1_500);
      writeFileSync(file, '');
    }
    expect(
      (await Promise.all(results)).map((result) => 'payload' in result && result.payload).toSorted(),
    ).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('is not found by another name', async () => {
    await expect(lambda.service.invoke('missing', {}, administrator)).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
      statusCode: 404,
    });
  });

  it('writes its console output to the observer and to its own log file', async () => {
    const lambda = await startLambda();
    const { ref } = await lambda.deployFunction('index.print');
    await lambda.service.invoke(ref, { line: 'voice designed' }, administrator);
    const recorded = await lambda.recorder.waitFor(
      (event) => event.kind === 'functionLog' && event.line.includes('voice designed'),
    );
    expect(recorded).toMatchObject({
      functionName: ref,
      line: expect.stringMatching(/\tINFO\tvoice designed$/),
    });
    await lambda.service.stop();
    const log = await readFile(join(lambda.stateFolder, 'logs', `${ref}.log`), 'utf8');
    expect(log).toContain('voice designed\n');
    await lambda.stop();
  });
});
