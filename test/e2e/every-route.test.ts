import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { studioPaths } from '../../lambdas/shared/contract.ts';
import { finishesInterruptedWork } from './support/interrupted-work.ts';
import { LocalStack } from './support/local-stack.ts';
import { callEveryRoute, publishedMethods } from './support/routes.ts';

const folder = mkdtempSync(join(tmpdir(), 'local-stack-'));
let stack: LocalStack;

beforeAll(async () => {
  stack = await LocalStack.start(folder, { args: ['--time-scale', '10'] });
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('every route answers a client with each of its methods', async () => {
  const called = await callEveryRoute(stack);
  expect([...called].sort()).toEqual([...publishedMethods()].sort());
});

it('the studio answers without a key', async () => {
  // The address redirects to the page, which is one of the files.
  const { status, redirected, url } = await stack.call(studioPaths.page);
  expect([status, redirected]).toEqual([200, true]);
  expect(url).toContain(`${studioPaths.page}/`);
});

describe('work that a call has not finished', () => finishesInterruptedWork(() => stack));
