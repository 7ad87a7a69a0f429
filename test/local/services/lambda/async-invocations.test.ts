import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { timeScale } from '../../../../local/core/clock.ts';
import { AsyncInvocationStore } from '../../../../local/services/lambda/async-invocation-store.ts';
import { deploy } from '../support/resources.ts';
import { lambdaHost } from './host.ts';

const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

describe('an asynchronous invocation', () => {
  const hosts: Awaited<ReturnType<typeof lambdaHost>>[] = [];
  const start = async (options: Parameters<typeof lambdaHost>[0] = {}) => {
    const host = await lambdaHost({ timeScale: timeScale(10_000), ...options });
    hosts.push(host);
    return host;
  };
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.stop();
  });

  const pending = (stateFolder: string) => {
    const store = new AsyncInvocationStore(join(stateFolder, 'events.sqlite'));
    const all = store.all();
    store.close();
    return all;
  };

  it('is tried again after a failure, and reported to the success destination once it succeeds', async () => {
    const host = await start();
    const { ref } = await host.deployFunction('index.failUntil', {
      DeadLetterConfig: { TargetArn: queue('dead') },
    });
    await deploy(host.service, 'Config', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref,
      Qualifier: '$LATEST',
      DestinationConfig: { OnSuccess: { Destination: queue('done') } },
    });
    const event = { file: join(host.folder, 'tried') };
    await host.service.invokeAsync(ref, event);
    const message = await host.queues.nth(1);
    expect(message.queueArn).toBe(queue('done'));
    expect(JSON.parse(message.body)).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 2 },
      requestPayload: event,
      responsePayload: 'done',
    });
    expect(host.queues.all).toHaveLength(1);
  });

  it('that fails three times goes to the dead-letter queue as it was, and with its story to the failure destination', async () => {
    const host = await start();
    const { ref } = await host.deployFunction('index.fail', {
      DeadLetterConfig: { TargetArn: queue('dead') },
    });
    await deploy(host.service, 'Config', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref,
      Qualifier: '$LATEST',
      DestinationConfig: { OnFailure: { Destination: queue('failed') } },
    });
    await host.service.invokeAsync(ref, { voiceId: 'v1' });
    expect(await host.queues.nth(1)).toEqual({
      queueArn: queue('dead'),
      body: '{"voiceId":"v1"}',
      attributes: { RequestID: expect.any(String), ErrorCode: '200', ErrorMessage: 'no such voice' },
    });
    expect(JSON.parse((await host.queues.nth(2)).body)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      responsePayload: { errorType: 'VoiceNotFound' },
    });
  });

  it('is tried as often as configured', async () => {
    const host = await start();
    const { ref } = await host.deployFunction('index.fail');
    await deploy(host.service, 'Config', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref,
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: queue('failed') } },
    });
    await host.service.invokeAsync(ref, {});
    expect(JSON.parse((await host.queues.nth(1)).body)).toMatchObject({
      requestContext: { approximateInvokeCount: 1 },
    });
  });

  it('that was accepted and not finished is delivered by the next start', async () => {
    const killed = await start();
    const hanging = await killed.deployFunction('index.hang', { FunctionName: 'worker', Timeout: 900 });
    await killed.service.invokeAsync(hanging.ref, { line: 'still here' });
    await killed.service.stop();
    expect(pending(killed.stateFolder)).toHaveLength(1);

    const next = await start({ stateFolder: killed.stateFolder });
    await next.deployFunction('index.say', { FunctionName: 'worker' });
    await next.service.ready();
    await next.recorder.waitFor((event) => event.kind === 'functionLog' && event.line.includes('still here'));
  });

  it('goes once its age is over, without being run', async () => {
    const host = await start({ timeScale: timeScale(1e9) });
    const { ref } = await host.deployFunction('index.fail', {
      DeadLetterConfig: { TargetArn: queue('dead') },
    });
    await host.service.invokeAsync(ref, {});
    await host.queues.nth(1);
    expect(host.recorder.ofKind('functionLog').length).toBeLessThan(3);
  });

  it('of more than 1 MB is refused', async () => {
    const host = await start();
    const { ref } = await host.deployFunction('index.say');
    await expect(host.service.invokeAsync(ref, 'x'.repeat(1024 * 1024))).rejects.toMatchObject({
      type: 'RequestTooLargeException',
    });
    expect(pending(host.stateFolder)).toEqual([]);
  });
});
