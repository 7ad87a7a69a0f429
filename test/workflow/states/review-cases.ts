import { deepEqual, equal, ok } from 'node:assert/strict';
import type { FunctionResult } from '../../../local/core/ports.ts';
import { stack } from '../../simulation/simulated-account.ts';
import {
  answered,
  assertSucceeded,
  callsOf,
  coldStartSeconds,
  entered,
  failing,
  runFrom,
  type StateCase,
  shortOutage,
  voiceId,
} from './cases.ts';
import type { MachineAt, StateCall, StateResult, StateRun, StateRunOptions } from './state-run.ts';
import { inputOf, itemOf, review, run } from './transitions.ts';

const ended = answered({ ...review, verdict: 'ENDED' });
const waiting = answered({ ...review, parks: false });

function one(name: string, states: readonly string[], check: StateCase['check']): StateCase {
  return { name: `Review: ${name}`, machine: 'design', states, check };
}

function queries(result: StateResult): StateCall[] {
  return callsOf(result, 'function', 'query-voice');
}

/** Runs an execution from a state of the review. The functions but the query end it. */
function reviewed(
  at: MachineAt,
  state: string,
  answer: (call: StateCall, own: StateRun) => FunctionResult | Promise<FunctionResult>,
  options: Partial<StateRunOptions> = {},
): Promise<StateResult> {
  return runFrom(at, 'design', state, {
    input: inputOf('DEPLOYING'),
    items: [itemOf('DEPLOYING', { hasProviderVoice: true })],
    ...options,
    answer: (call, own) => (call.name === 'query-voice' ? answer(call, own) : answered({ outcome: 'ended' })),
  });
}

const querying: readonly StateCase[] = [
  one('a query outlasts a failure of twelve seconds', ['Query voice'], async (at) => {
    const before = failing(shortOutage, ({ name }) => name === 'query-voice');
    const result = await reviewed(at, 'Query voice', () => ended, { before });
    equal(entered(result, 'Query failed'), 0);
    assertSucceeded(result, 60);
  }),
  one(
    'a query that keeps failing is made again after two minutes',
    ['Query voice', 'Wait to query'],
    async (at) => {
      const before = failing(100, ({ name }) => name === 'query-voice');
      const result = await reviewed(at, 'Query voice', () => ended, { before });
      equal(entered(result, 'Query failed'), 1);
      assertSucceeded(result, 200);
      ok(result.seconds > 120);
    },
  ),
  one(
    'a query that takes the whole limit of its function is not interrupted',
    ['Query voice'],
    async (at) => {
      const limit = stack.functionOf('query-voice').timeoutSeconds + coldStartSeconds;
      const result = await reviewed(at, 'Query voice', async (_call, { time }) => {
        await time.sleep(limit * 1_000);
        return ended;
      });
      equal(queries(result).length, 1);
    },
  ),
  one('a query that never answers is made again', ['Query voice'], async (at) => {
    const never = new Promise<FunctionResult>(() => undefined);
    const result = await reviewed(at, 'Query voice', ({ times }) => (times === 1 ? never : ended));
    equal(queries(result).length, 2);
    assertSucceeded(result, 120);
  }),
  one('an execution that does not park queries again after its wait', ['Wait to query'], async (at) => {
    const result = await reviewed(at, 'Query voice', ({ times }) => (times === 1 ? waiting : ended));
    deepEqual(
      queries(result).map((call) => Math.round(call.at)),
      [0, review.waitSeconds],
    );
  }),
];

const next: Readonly<Record<string, string>> = {
  OK: 'Approved: change',
  UNDEPLOYED: 'Rejected: change',
  ENDED: 'Done',
  TIMED_OUT: 'Review timed out: change',
};
const routes: readonly StateCase[] = ['DEPLOYING', ...Object.keys(next)].map((verdict) =>
  one(`the verdict ${verdict} leads to its state`, ['Review result?'], async (at) => {
    for (const parks of [true, false]) {
      const result = await reviewed(at, 'Review result?', () => ended, {
        input: { ...inputOf('DEPLOYING'), review: { ...review, verdict, parks } },
      });
      const expected = next[verdict] ?? (parks ? 'Park' : 'Wait to query');
      equal(
        [...result.entered.keys()].find((state) => state !== 'Review result?'),
        expected,
      );
    }
  }),
);

function parkings(result: StateResult): StateCall[] {
  return callsOf(result, 'table', 'PutItem');
}

/** Returns the item of a parked execution of a run. */
function parkedItem(ofRun: number): Record<string, object> {
  return { voiceId: { S: `WAIT#${voiceId}` }, run: { N: String(ofRun) }, token: { S: 'earlier' } };
}

const parking: readonly StateCase[] = [
  one('an execution that is not woken queries at its time-out', ['Park'], async (at) => {
    const result = await reviewed(at, 'Park', () => ended);
    deepEqual(
      queries(result).map((call) => Math.round(call.at)),
      [review.parkSeconds],
    );
    equal(parkings(result).length, 1);
    assertSucceeded(result);
  }),
  one('an execution that is woken queries at once', ['Park'], async (at) => {
    const result = await reviewed(at, 'Park', () => ended, {
      after: ({ name }, own) => {
        if (name === 'PutItem') own.time.after(5_000, () => own.wake(voiceId, { evidence: 'e', wakes: 1 }));
      },
    });
    deepEqual(
      queries(result).map((call) => Math.round(call.at)),
      [5],
    );
    deepEqual(Object(queries(result)[0]?.input).review.woken, { evidence: 'e', wakes: 1 });
  }),
  one('a parking outlasts a failure of twelve seconds', ['Park'], async (at) => {
    const before = failing(shortOutage, ({ name }) => name === 'PutItem');
    const result = await reviewed(at, 'Park', () => ended, { before });
    equal(entered(result, 'Wait to query'), 0);
    equal(result.items.has(`WAIT#${voiceId}`), true);
  }),
  one('an execution that cannot park waits and queries', ['Park'], async (at) => {
    const before = failing(Number.POSITIVE_INFINITY, ({ name }) => name === 'PutItem');
    const result = await reviewed(at, 'Park', () => ended, { before });
    equal(entered(result, 'Wait to query'), 1);
    assertSucceeded(result, 120);
  }),
  ...[run - 1, run].map((ofRun) =>
    one(`a parking replaces the item of run ${ofRun}`, ['Park'], async (at) => {
      const items = [itemOf('DEPLOYING', { hasProviderVoice: true }), parkedItem(ofRun)];
      const result = await reviewed(at, 'Park', () => ended, { items });
      deepEqual(result.items.get(`WAIT#${voiceId}`)?.run, { N: String(run) });
      ok(Object(result.items.get(`WAIT#${voiceId}`)?.token).S !== 'earlier');
    }),
  ),
  one('a parking does not replace the item of a later run, and its execution ends', ['Park'], async (at) => {
    const record = { ...itemOf('DEPLOYING', { hasProviderVoice: true }), run: { N: String(run + 1) } };
    const result = await reviewed(at, 'Park', () => ended, { items: [record, parkedItem(run + 1)] });
    deepEqual(result.items.get(`WAIT#${voiceId}`), parkedItem(run + 1));
    equal(parkings(result).length, 1);
    equal(entered(result, 'Read voice'), 1);
    assertSucceeded(result, 60);
  }),
];

/** The states that wait for a review. */
export const reviewCases: readonly StateCase[] = [...querying, ...routes, ...parking];
