import { setTimeout as sleepFor, setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { PatientClock } from './patient-clock.ts';

const speed = 1_000;
/** The clock has whole milliseconds. */
const rounding = 1;
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
  expect(clock.now() - begun).toBeGreaterThanOrEqual(20 * speed - rounding);
});

it('jumps to the next sleeper while nothing happens', async () => {
  const begun = clock.now();
  // Twelve days, which would outlast the run of the tests.
  await clock.sleep(1e9, never);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(1e9 * speed - rounding);
});

it('does not advance while the process does not run', async () => {
  const begun = clock.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  await clock.sleep(1, never);
  expect(clock.now() - begun).toBeLessThan(50 * speed);
});

it('does not advance while the event loop has work, however long it takes', async () => {
  const begun = clock.now();
  const end = performance.now() + 300;
  while (performance.now() < end) await turn();
  expect(clock.now() - begun).toBeLessThan(100 * speed);
});

it('is never behind the clock of the machine', () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  const real = Date.now();
  expect(clock.now()).toBeGreaterThanOrEqual(real);
});

it('advances by its speed also after it was behind the clock of the machine', async () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  const begun = clock.now();
  await clock.sleep(1e9, never);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(1e9 * speed - rounding);
});

it('runs at its speed during work that waits', async () => {
  const begun = clock.now();
  const waits = clock.during(() => new Promise(() => undefined));
  await clock.sleep(200, never);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(200 * speed - rounding);
  void waits;
});

it('runs slowly during work', async () => {
  const begun = clock.now();
  await clock.during(() => sleepFor(200));
  expect(clock.now() - begun).toBeLessThanOrEqual(200 * speed * 0.1);
  await clock.sleep(20, never);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(20 * speed - rounding);
});

it('ends an aborted sleep', async () => {
  const controller = new AbortController();
  const sleep = clock.sleep(1e9, controller.signal);
  controller.abort();
  await sleep;
});

it('rules setTimeout, which does not fire while the event loop has work', async () => {
  const real = globalThis.setTimeout;
  clock.ruleTimers();
  const fired: string[] = [];
  const cleared = setTimeout(() => fired.push('cleared'), 20);
  setTimeout((...values: string[]) => fired.push(...values), 100, 'with', 'values');
  const refreshed = setTimeout(() => fired.push('refreshed'), 50);
  const end = performance.now() + 200;
  while (performance.now() < end) await turn();
  expect(fired).toEqual([]);
  clearTimeout(cleared);
  await clock.sleep(10, never);
  refreshed.refresh();
  await clock.sleep(120, never);
  expect(fired).toEqual(['refreshed', 'with', 'values']);
  clock.stop();
  expect(globalThis.setTimeout).toBe(real);
});
