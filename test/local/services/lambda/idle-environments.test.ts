import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { administrator } from '../../../../local/core/principal.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { startLambda } from './lambda-fixture.ts';

describe('an idle environment of a function', () => {
  let lambda: Awaited<ReturnType<typeof startLambda>>;
  let clock: VirtualClock;
  let ref: string;

  beforeEach(async () => {
    clock = new VirtualClock('2026-11-02T12:00:00Z');
    lambda = await startLambda({ clock });
    ({ ref } = await lambda.deployFunction('index.sleep'));
  });
  afterEach(() => lambda.stop());

  /** Returns the number of invocations that the environment has had. */
  const invoke = async () => {
    const result = await lambda.service.invoke(ref, { milliseconds: 0 }, administrator);
    return 'payload' in result ? result.payload : result.functionError;
  };

  it('is used again for two minutes after each invocation, and ends after three', async () => {
    expect(await invoke()).toBe(1);
    await clock.moveTo('2026-11-02T12:02:00Z');
    expect(await invoke()).toBe(2);
    await clock.moveTo('2026-11-02T12:04:00Z');
    expect(await invoke()).toBe(3);
    await clock.moveTo('2026-11-02T12:07:00Z');
    expect(await invoke()).toBe(1);
  });

  it('ends although another environment of the function is in use', async () => {
    expect(await Promise.all([invoke(), invoke()])).toEqual([1, 1]);
    await clock.moveTo('2026-11-02T12:02:00Z');
    expect(await invoke()).toBe(2);
    await clock.moveTo('2026-11-02T12:03:00Z');
    expect((await Promise.all([invoke(), invoke()])).toSorted()).toEqual([1, 3]);
  });
});
