import { setTimeout as sleepFor, setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { PatientClock } from './patient-clock.ts';

const speed = 1_000;
const never = new AbortController().signal;
let clock: PatientClock;
beforeEach(() => {
  clock = new PatientClock(speed);
});
afterEach(() => clock.stop());

it('runs faster than real time, and wakes sleepers in order', async () => {
  const begun = clock.now();
  const woken: number[] = [];
  await Promise.all([20, 5].map((ms) => clock.sleep(ms, never).then(() => woken.push(ms))));
  expect(woken).toEqual([5, 20]);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(20 * speed);
});

it('does not advance while the process does not run', async () => {
  const begun = clock.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  while (clock.now() === begun) await turn();
  expect(clock.now() - begun).toBeLessThan(250 * speed);
});

it('runs slowly during work', async () => {
  const begun = clock.now();
  await clock.during(() => sleepFor(200));
  expect(clock.now() - begun).toBeLessThanOrEqual(200 * speed * 0.1);
  await clock.sleep(20, never);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(20 * speed);
});

it('ends an aborted sleep', async () => {
  const controller = new AbortController();
  const sleep = clock.sleep(1e9, controller.signal);
  controller.abort();
  await sleep;
});
