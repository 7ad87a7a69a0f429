import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { timeScale } from '../../../../local/core/clock.ts';
import { administrator } from '../../../../local/core/principal.ts';
import { authorization } from '../../../support/local-credentials.ts';
import { deploy } from '../support/resources.ts';
import { startLambda } from './lambda-fixture.ts';

describe('the concurrency of functions', () => {
  let lambda: Awaited<ReturnType<typeof startLambda>>;
  const deployFunction = (name: string, reserved?: number) =>
    lambda.deployFunction('index.sleep', {
      FunctionName: name,
      ...(reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved }),
    });
  const invoke = (ref: string, milliseconds = 0) =>
    lambda.service.invoke(ref, { milliseconds }, administrator);

  beforeEach(async () => {
    // An event has 43 s, which no stall of a loaded machine takes.
    lambda = await startLambda({ timeScale: timeScale(500) });
  });
  afterEach(() => lambda.stop());

  it.each([0, 1, 3])('is limited to a reservation of %i', async (reserved) => {
    const { ref } = await deployFunction('reserved', reserved);
    const accepted = Array.from({ length: reserved }, () => invoke(ref, 20));
    await expect(invoke(ref)).rejects.toMatchObject({
      type: 'TooManyRequestsException',
      details: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    });
    for (const result of await Promise.all(accepted)) expect(result).toHaveProperty('payload');
    if (reserved > 0) expect(await invoke(ref)).toHaveProperty('payload');
  });

  it('is limited to the part of the account that is not reserved, and calls below it wait', async () => {
    const reserved = await deployFunction('reserved', 900);
    const { ref } = await deployFunction('unreserved');
    const accepted = Array.from({ length: 100 }, () => invoke(ref));
    await expect(invoke(ref)).rejects.toMatchObject({
      type: 'TooManyRequestsException',
      details: { Reason: 'ConcurrentInvocationLimitExceeded' },
    });
    expect(await invoke(reserved.ref)).toEqual({ payload: 1 });
    for (const result of await Promise.all(accepted)) expect(result).toHaveProperty('payload');
    expect(await invoke(ref)).toHaveProperty('payload');
  });

  it('throttles the Invoke operation with the status 429 and the reason', async () => {
    const { ref } = await deployFunction('never', 0);
    const url = `${lambda.server.url}/2015-03-31/functions/${ref}/invocations`;
    const response = await fetch(url, { method: 'POST', headers: { authorization }, body: '{}' });
    expect(response.status).toBe(429);
    expect(response.headers.get('x-amzn-errortype')).toBe('TooManyRequestsException');
    expect(await response.json()).toMatchObject({
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    });
  });

  it('has to leave 100 executions of the account without a reservation', async () => {
    await deployFunction('most', 800);
    await expect(deployFunction('more', 101)).rejects.toThrow('fewer than 100');
    await deployFunction('rest', 100);
  });

  it('delays an asynchronous event instead of refusing it', async () => {
    const destination = 'arn:aws:sqs:us-east-1:000000000000:done';
    const { ref } = await deployFunction('one', 1);
    await deploy(lambda.service, 'Config', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref,
      Qualifier: '$LATEST',
      DestinationConfig: { OnSuccess: { Destination: destination } },
    });
    const running = invoke(ref, 100);
    await lambda.service.invokeAsync(ref, { milliseconds: 0 }, administrator);
    expect(await running).toEqual({ payload: 1 });
    expect(JSON.parse((await lambda.queues.nth(1)).body)).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 1 },
      responsePayload: 2,
    });
  });

  it('ends an asynchronous event that is throttled for longer than its maximum age', async () => {
    const { ref } = await lambda.deployFunction('index.sleep', {
      ReservedConcurrentExecutions: 0,
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead' },
    });
    await deploy(lambda.service, 'Config', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref,
      Qualifier: '$LATEST',
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:000000000000:failed' } },
    });
    await lambda.service.invokeAsync(ref, {}, administrator);
    expect(JSON.parse((await lambda.queues.nth(2)).body)).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 },
    });
  });
});
