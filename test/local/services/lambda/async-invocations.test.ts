import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { timeScale } from '../../../../local/core/clock.ts';
import { administrator } from '../../../../local/core/principal.ts';
import { AsyncInvocationStore } from '../../../../local/services/lambda/async-invocation-store.ts';
import { deploy } from '../support/resources.ts';
import { startLambda } from './lambda-fixture.ts';

const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

describe('an asynchronous invocation', () => {
  const fixtures: Awaited<ReturnType<typeof startLambda>>[] = [];
  const start = async (options: Parameters<typeof startLambda>[0] = {}) => {
    // Retries follow within a second, and an event has 43 s, which no stall of a loaded machine takes.
    const lambda = await startLambda({ timeScale: timeScale(500), ...options });
    fixtures.push(lambda);
    return lambda;
  };
  afterEach(async () => {
    for (const lambda of fixtures.splice(0)) await lambda.stop();
  });

  const pending = (stateFolder: string) => {
    const store = new AsyncInvocationStore(join(stateFolder, 'events.sqlite'));
    const all = store.all();
    store.close();
    return all;
  };

  it('is retried after a failure, and reported to the success destination after it succeeds', async () => {
    const lambda = await start();
    const { ref } = await lambda.deployFunction('index.failUntil', {
      DeadLetterConfig: { TargetArn: queue('dead') },
    });
    await deploy(lambda.service, 'Config', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref,
      Qualifier: '$LATEST',
      DestinationConfig: { OnSuccess: { Destination: queue('done') } },
    });
    const event = { file: join(lambda.folder, 'tried') };
    await lambda.service.invokeAsync(ref, event, administrator);
    const message = await lambda.queues.nth(1);
    expect(message.queueArn).toBe(queue('done'));
    expect(JSON.parse(message.body)).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 2 },
      requestPayload: event,
      responsePayload: 'done',
    });
    expect(lambda.queues.all).toHaveLength(1);
  });

  it('that fails three times is sent to the dead-letter queue, and with its result to the failure destination', async () => {
    const lambda = await start();
    const { ref } = await lambda.deployFunction('index.fail', {
      DeadLetterConfig: { TargetArn: queue('dead') },
    });
    await deploy(lambda.service, 'Config', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref,
      Qualifier: '$LATEST',
      DestinationConfig: { OnFailure: { Destination: queue('failed') } },
    });
    await lambda.service.invokeAsync(ref, { voiceId: 'v1' }, administrator);
    expect(await lambda.queues.nth(1)).toEqual({
      queueArn: queue('dead'),
      body: '{"voiceId":"v1"}',
      attributes: { RequestID: expect.any(String), ErrorCode: '200', ErrorMessage: 'no such voice' },
    });
    expect(JSON.parse((await lambda.queues.nth(2)).body)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      responsePayload: { errorType: 'VoiceNotFound' },
    });
  });

  it('uses the configured number of retries', async () => {
    const lambda = await start();
    const { ref } = await lambda.deployFunction('index.fail');
    await deploy(lambda.service, 'Config', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref,
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: queue('failed') } },
    });
    await lambda.service.invokeAsync(ref, {}, administrator);
    expect(JSON.parse((await lambda.queues.nth(1)).body)).toMatchObject({
      requestContext: { approximateInvokeCount: 1 },
    });
  });

  it('that has not ended is delivered by the next start', async () => {
    const killed = await start({ timeScale: timeScale(1) });
    const hanging = await killed.deployFunction('index.hang', { FunctionName: 'worker', Timeout: 900 });
    await killed.service.invokeAsync(hanging.ref, { line: 'still here' }, administrator);
    await killed.service.stop();
    expect(pending(killed.stateFolder)).toHaveLength(1);

    const next = await start({ stateFolder: killed.stateFolder, timeScale: timeScale(1) });
    await next.deployFunction('index.print', { FunctionName: 'worker' });
    await next.service.ready();
    await next.recorder.waitFor((event) => event.kind === 'functionLog' && event.line.includes('still here'));
  });

  it('that exceeds its maximum age is not run again', async () => {
    const lambda = await start({ timeScale: timeScale(1e9) });
    const { ref } = await lambda.deployFunction('index.fail', {
      DeadLetterConfig: { TargetArn: queue('dead') },
    });
    await lambda.service.invokeAsync(ref, {}, administrator);
    await lambda.queues.nth(1);
    expect(lambda.recorder.ofKind('functionLog').length).toBeLessThan(3);
  });

  it('is refused if it has more than 1 MB', async () => {
    const lambda = await start();
    const { ref } = await lambda.deployFunction('index.print');
    await expect(
      lambda.service.invokeAsync(ref, 'x'.repeat(1024 * 1024), administrator),
    ).rejects.toMatchObject({
      type: 'RequestTooLargeException',
    });
    expect(pending(lambda.stateFolder)).toEqual([]);
  });
});
