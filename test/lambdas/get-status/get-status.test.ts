import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { dependenciesOf } from '../../../lambdas/get-status/dependencies.ts';
import { environment } from '../../../lambdas/get-status/environment.ts';
import { makeHandler } from '../../../lambdas/get-status/handler.ts';
import { SharedBudget } from '../../../lambdas/shared/dashscope/budget.ts';
import { DynamoBudgetStore } from '../../../lambdas/shared/stores/budget.ts';
import { DynamoSweeps } from '../../../lambdas/shared/stores/sweeps.ts';
import { deploymentStatusSchema } from '../../../lambdas/shared/voice/deployment-status.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { inProcess } from '../../harness/in-process-clients.ts';
import { discardingLog } from '../../support/discarding-log.ts';
import { type EventParts, proxyEvent } from '../../support/http-events.ts';
import { parkedItem } from '../../support/parked-items.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const minute = (count: number) => new Date(instant.getTime() + count * 60_000);

let stored: StoredVoices | undefined;
let voices: StoredVoices;
let calls: string[];
let executions: readonly object[];
let waiting: Readonly<Record<string, string>>;
let now: Date;
let handler: ReturnType<typeof makeHandler>;
beforeEach(async () => {
  await stored?.stop();
  stored = voices = await StoredVoices.start();
  calls = [];
  executions = [];
  waiting = {};
  now = instant;
  const variables = environment.parse({
    VOICES_TABLE_NAME: voices.tableName,
    OFFERED: '{"mainland":["cosyvoice","qwen"]}',
    DEAD_LETTER_QUEUE_URLS: 'https://sqs/1/rule,https://sqs/1/function',
    PURGE_VOICES_STATE_MACHINE_ARN: 'purge',
    RECONCILE_VOICES_STATE_MACHINE_ARN: 'reconcile',
  });
  const dependencies = dependenciesOf(variables, {
    dynamo: voices.client,
    stepFunctions: inProcess.stepFunctions(async (operation, input) => {
      calls.push(`${operation} ${Object(input).stateMachineArn}`);
      return { executions };
    }),
    sqs: inProcess.sqs(async (operation, input) => {
      const { QueueUrl } = Object(input);
      calls.push(`${operation} ${QueueUrl}`);
      return { Attributes: { ApproximateNumberOfMessages: waiting[String(QueueUrl)] ?? '0' } };
    }),
    now: () => now,
  });
  handler = makeHandler(() => dependencies, discardingLog);
});
afterAll(() => stored?.stop());

async function get(parts: EventParts = {}) {
  const { statusCode, body } = await handler(proxyEvent({ path: '/status', ...parts }));
  return { status: statusCode, body: JSON.parse(body) };
}

async function status() {
  const { status: code, body } = await get();
  expect(code).toBe(200);
  return deploymentStatusSchema.parse(body);
}

describe('GET /status', () => {
  it('returns an idle deployment', async () => {
    const runs = { runningSince: null, last: null };
    const idle = { bookedUntil: null, heldUntil: null };
    const budget = { creates: idle, others: idle };
    const uncounted = { used: null, limit: null, inFlight: 0, countedAt: null };
    expect(await status()).toEqual({
      switches: { creates: true, deletes: true },
      deadLetters: { waiting: 0, queues: [] },
      purge: runs,
      reconcile: runs,
      lists: [
        {
          ...list,
          ...uncounted,
          reviews: { waiting: 0, hasMore: false, oldestSince: null, sweptAt: null },
          budget,
        },
        { family: 'qwen', scope: 'mainland', ...uncounted, reviews: null, budget },
      ],
    });
  });

  it('counts the dead letters of each queue that has some', async () => {
    waiting = { 'https://sqs/1/rule': '3' };
    expect((await status()).deadLetters).toEqual({ waiting: 3, queues: [{ queue: 'rule', waiting: 3 }] });
  });

  it('returns the run in progress and the last one that has ended', async () => {
    const ended = { status: 'TIMED_OUT', startDate: minute(-20), stopDate: minute(-15) };
    executions = [{ status: 'RUNNING', startDate: minute(-1) }, ended, { ...ended, status: 'SUCCEEDED' }];
    expect((await status()).reconcile).toEqual({
      runningSince: minute(-1).toISOString(),
      last: {
        outcome: 'TIMED_OUT',
        startedAt: minute(-20).toISOString(),
        endedAt: minute(-15).toISOString(),
      },
    });
  });

  it('counts open reviews, and returns the start of the longest and the end of the last sweep', async () => {
    for (const since of [-9, -40, -3]) {
      const reviewStartedAt = minute(since).toISOString();
      await voices.putItem({ ...parkedItem({ voiceId: newVoiceId(instant), ...list }), reviewStartedAt });
    }
    const sweeps = new DynamoSweeps(voices.client, voices.tableName);
    await sweeps.take(list, { id: 'a', until: minute(1) }, instant);
    await sweeps.release(list, { id: 'a' }, minute(-2));
    expect((await status()).lists[0]?.reviews).toEqual({
      waiting: 3,
      hasMore: false,
      oldestSince: minute(-40).toISOString(),
      sweptAt: minute(-2).toISOString(),
    });
  });

  it('stops counting at 200 open reviews', async () => {
    for (let index = 0; index < 201; index += 1) {
      await voices.putItem(parkedItem({ voiceId: newVoiceId(instant), ...list }));
    }
    expect((await status()).lists[0]?.reviews).toMatchObject({ waiting: 200, hasMore: true });
  });

  it('returns until when calls have booked slots or are held back', async () => {
    const budgetStore = new DynamoBudgetStore(voices.client, voices.tableName);
    const clock = { now: () => now.getTime(), sleep: async () => undefined };
    const budget = new SharedBudget({ budgetStore, share: 1, clock, random: () => 0.5 });
    for (let call = 0; call < 20; call += 1) await budget.reserve(list);
    await budget.pushBack(list, 'others', 60_000);
    const { creates, others } = (await status()).lists[0]?.budget ?? {};
    const secondsBooked = (Date.parse(creates?.bookedUntil ?? '') - instant.getTime()) / 1_000;
    // About nine creates a second.
    expect(secondsBooked).toBeGreaterThan(1.5);
    expect(secondsBooked).toBeLessThan(4);
    expect(others?.heldUntil).toBe(minute(1).toISOString());
    now = minute(3);
    expect((await status()).lists[0]?.budget.creates).toEqual({ bookedUntil: null, heldUntil: null });
  });

  it('asks SQS and Step Functions once in ten seconds, whatever the number of calls', async () => {
    await Promise.all([status(), status()]);
    await status();
    expect(calls.sort()).toEqual([
      'GetQueueAttributes https://sqs/1/function',
      'GetQueueAttributes https://sqs/1/rule',
      'ListExecutions purge',
      'ListExecutions reconcile',
    ]);
    now = new Date(instant.getTime() + 10_000);
    await status();
    expect(calls).toHaveLength(8);
  });

  it.each<[string, EventParts, number, string]>([
    ['a parameter', { query: { family: ['qwen'] } }, 400, 'invalid_request'],
    ['a key without the scope', { scopes: 'write admin' }, 403, 'forbidden'],
  ])('refuses %s', async (_, parts, code, problem) => {
    const answer = await get(parts);
    expect([answer.status, answer.body.code]).toEqual([code, problem]);
  });
});
