import { deepEqual, equal, ok } from 'node:assert/strict';
import type { FunctionResult } from '../../../local/core/ports.ts';
import type { Json } from '../../../local/services/states/language/definition.ts';
import type { OperationName } from '../../harness/operations.ts';
import { stack } from '../../simulation/simulated-account.ts';
import {
  answered,
  assertSucceeded,
  callsOf,
  coldStartSeconds,
  entered,
  failed,
  failing,
  runFrom,
  type StateCase,
  shortOutage,
} from './cases.ts';
import type { MachineAt, StateCall, StateResult, StateRun, StateRunOptions } from './state-run.ts';

function one(name: string, states: readonly string[], check: StateCase['check']): StateCase {
  return { name: `Reconcile: ${name}`, machine: 'reconcile', states, check };
}

const names = ['QuotaUsed', 'CleanScans', 'UnrecordedVoices', 'WaitingKeys', 'DoubtedLists'];
const metrics = Object.fromEntries(names.map((name) => [name, 1]));
const read = answered({ report: { adopted: 1 }, metrics });
const recovered = answered({ restarted: 1 });
type Answer = (call: StateCall, own: StateRun) => FunctionResult | Promise<FunctionResult>;

interface Answers {
  readonly recover?: Answer;
  readonly list?: Answer;
}

function reconcile(
  at: MachineAt,
  input: Json = {},
  { recover = () => recovered, list = () => read }: Answers = {},
  hooks: Partial<StateRunOptions> = {},
): Promise<StateResult> {
  return runFrom(at, 'reconcile', undefined, {
    input,
    answer: (call, own) => (call.name === 'recover-voices' ? recover : list)(call, own),
    ...hooks,
  });
}

/** The output of an execution that has read both lists. */
function output(dryRun: boolean, list: Json = { report: { adopted: 1 } }): Json {
  const of = (family: string) => ({ family, scope: 'mainland', ...Object(list) });
  return { dryRun, recovered: { restarted: 1 }, lists: [of('cosyvoice'), of('qwen')] };
}

const inputs: readonly StateCase[] = [
  one('the input is dryRun, confirmMissing or nothing', ['Valid input?'], async (at) => {
    const valid: [Json, boolean, number][] = [
      [{}, false, 0],
      [{ dryRun: true }, true, 0],
      [{ dryRun: false }, false, 0],
      [{ confirmMissing: 3 }, false, 3],
    ];
    for (const [input, dryRun, confirmMissing] of valid) {
      const result = await reconcile(at, input);
      const { input: payload } = callsOf(result, 'function', 'reconcile-list')[0] ?? {};
      deepEqual(payload, { family: 'cosyvoice', scope: 'mainland', dryRun, confirmMissing });
    }
  }),
  one('any other input is refused', ['Valid input?'], async (at) => {
    const invalid: Json[] = [
      { dryRun: 'yes' },
      { confirmMissing: '3' },
      { dryRun: true, confirmMissing: 3 },
      { dryRun: null },
    ];
    for (const input of invalid) {
      const result = await reconcile(at, input);
      deepEqual([result.status, result.error], ['FAILED', 'InvalidExecutionInput'], JSON.stringify(input));
      equal(result.calls.length, 0);
    }
  }),
  one('a dry run counts nothing in metrics', ['Dry run?', 'Dry run of the unread list?'], async (at) => {
    deepEqual((await reconcile(at, { dryRun: true })).output, output(true));
    const result = await reconcile(at, { dryRun: true }, { list: () => failed('ScopeNotConfiguredError') });
    equal(callsOf(result, 'metrics').length, 0);
    equal(callsOf(await reconcile(at, { dryRun: true }), 'metrics').length, 0);
  }),
  one('each list is counted in metrics', ['Dry run?', 'Dry run of the unread list?'], async (at) => {
    equal(callsOf(await reconcile(at), 'metrics').length, 2);
    const unread = await reconcile(at, {}, { list: () => failed('ScopeNotConfiguredError') });
    equal(callsOf(unread, 'metrics').length, 2);
  }),
];

/** Counts the metrics that were put. */
class Puts {
  times = 0;
  count = ({ to }: StateCall): void => {
    if (to === 'metrics') this.times += 1;
  };
}

const calls: readonly StateCase[] = [
  one(
    'each call outlasts a failure of twelve seconds',
    ['Recover voices', 'Reconcile list', 'Put metrics'],
    async (at) => {
      for (const name of ['recover-voices', 'reconcile-list', 'PutMetricData']) {
        const put = new Puts();
        const before = failing(shortOutage, (call) => call.name === name);
        const result = await reconcile(at, {}, {}, { before, after: put.count });
        deepEqual(result.output, output(false), name);
        equal(put.times, 2);
      }
    },
  ),
  one(
    'the metrics of an unread list outlast a failure of twelve seconds',
    ['Put metrics of the unread list'],
    async (at) => {
      const before = failing(shortOutage, ({ to }) => to === 'metrics');
      const put = new Puts();
      const unread = { list: () => failed('ScopeNotConfiguredError') };
      const result = await reconcile(at, {}, unread, { before, after: put.count });
      equal(put.times, 2);
      deepEqual(result.output, output(false, { error: 'ScopeNotConfiguredError' }));
    },
  ),
  one(
    'metrics that cannot be put do not end the execution',
    ['Put metrics', 'Put metrics of the unread list'],
    async (at) => {
      const before = failing(Number.POSITIVE_INFINITY, ({ to }) => to === 'metrics');
      deepEqual((await reconcile(at, {}, {}, { before })).output, output(false));
      const unread = await reconcile(at, {}, { list: () => failed('ScopeNotConfiguredError') }, { before });
      deepEqual(unread.output, output(false, { error: 'ScopeNotConfiguredError' }));
    },
  ),
  one('the lists are read although the recovery fails', ['Recover voices'], async (at) => {
    const result = await reconcile(at, {}, { recover: () => failed('Runtime.ExitError') });
    deepEqual(result.output, { ...Object(output(false)), recovered: { error: 'Runtime.ExitError' } });
  }),
  one('a list is read although another one cannot be read', ['Reconcile list'], async (at) => {
    const result = await reconcile(
      at,
      {},
      {
        list: ({ input }) => (Object(input).family === 'cosyvoice' ? failed('Runtime.ExitError') : read),
      },
    );
    assertSucceeded(result);
    const [first, second] = Object(result.output).lists;
    deepEqual([first.error, second.report], ['Runtime.ExitError', { adopted: 1 }]);
  }),
  one('a list without a key is read once', ['Reconcile list'], async (at) => {
    const result = await reconcile(at, {}, { list: () => failed('ScopeNotConfiguredError') });
    equal(callsOf(result, 'function', 'reconcile-list').length, 2);
  }),
];

function limits(machineName: 'reconcile' | 'sweep', name: OperationName, state: string): StateCase[] {
  const of = (at: MachineAt, answer: Answer): Promise<StateResult> =>
    machineName === 'sweep'
      ? sweep(at, answer)
      : reconcile(at, {}, name === 'recover-voices' ? { recover: answer } : { list: answer });
  const result = name === 'recover-voices' ? recovered : name === 'sweep-reviews' ? swept : read;
  const count = name === 'reconcile-list' ? 2 : 1;
  const never = new Promise<FunctionResult>(() => undefined);
  const seconds = stack.functionOf(name).timeoutSeconds + coldStartSeconds;
  return [
    {
      name: `${name}: an invocation that takes the whole limit is not interrupted`,
      states: [state],
      machine: machineName,
      check: async (at) => {
        const ended = await of(at, async (_call, { time }) => {
          await time.sleep(seconds * 1_000);
          return result;
        });
        equal(callsOf(ended, 'function', name).length, count);
        assertSucceeded(ended);
      },
    },
    {
      name: `${name}: an invocation that never answers is repeated`,
      machine: machineName,
      states: [state],
      check: async (at) => {
        const ended = await of(at, ({ times }) => (times === 1 ? never : result));
        assertSucceeded(ended);
        equal(callsOf(ended, 'function', name).length, count + 1);
        ok(ended.seconds < seconds * 2 + 60, `it took ${ended.seconds} seconds`);
      },
    },
  ];
}

const machine: readonly StateCase[] = [
  one('four lists whose functions never answer do not time an execution out', ['reconcile'], async (at) => {
    const lists = ['mainland', 'international'].flatMap((scope) =>
      ['cosyvoice', 'qwen'].map((family) => ({ family, scope })),
    );
    const result = await runFrom(at, 'reconcile', 'Recover voices', {
      input: { dryRun: false, confirmMissing: 0, lists },
    });
    assertSucceeded(result);
    equal(Object(result.output).lists.length, 4);
  }),
  one('an execution whose metrics never end is timed out', ['reconcile'], async (at) => {
    const result = await reconcile(at, {}, {}, { hangs: ({ to }) => to === 'metrics' });
    equal(result.status, 'TIMED_OUT');
  }),
];

const swept = answered({ again: false, waitSeconds: 1 });

function sweep(at: MachineAt, answer: Answer, hooks: Partial<StateRunOptions> = {}): Promise<StateResult> {
  return runFrom(at, 'sweep', undefined, { input: { family: 'qwen', scope: 'mainland' }, answer, ...hooks });
}

const sweeps: readonly StateCase[] = [
  ...[
    {
      name: 'Sweep: a list is swept again after the wait of its function',
      states: ['Sweep again?', 'Wait for next sweep'],
      check: async (at: MachineAt) => {
        const again = answered({ again: true, waitSeconds: 10 });
        const result = await sweep(at, ({ times }) => (times <= 2 ? again : swept));
        deepEqual(
          callsOf(result, 'function').map((call) => Math.round(call.at)),
          [0, 10, 20],
        );
        equal(entered(result, 'Wait for next sweep'), 2);
        assertSucceeded(result);
      },
    },
    {
      name: 'Sweep: a sweep outlasts a failure of twelve seconds',
      states: ['Sweep list'],
      check: async (at: MachineAt) => {
        const before = failing(shortOutage, ({ to }) => to === 'function');
        assertSucceeded(await sweep(at, () => swept, { before }));
      },
    },
    {
      name: 'Sweep: a run that never stops is timed out',
      states: ['sweep'],
      check: async (at: MachineAt) => {
        const result = await sweep(at, () => answered({ again: true, waitSeconds: 60 }));
        equal(result.status, 'TIMED_OUT');
        ok(result.seconds <= 300, 'Express executions end after five minutes');
      },
    },
    {
      name: 'Sweep: a run of a minute and a half whose last invocations are interrupted is not timed out',
      states: ['sweep'],
      check: async (at: MachineAt) => {
        const never = new Promise<FunctionResult>(() => undefined);
        const again = answered({ again: true, waitSeconds: 80 });
        const result = await sweep(at, ({ times }) => (times === 1 ? again : times < 4 ? never : swept));
        assertSucceeded(result);
      },
    },
  ].map((each) => ({ ...each, machine: 'sweep' as const })),
  ...limits('sweep', 'sweep-reviews', 'Sweep list'),
];

/** The states of the reconciliation and of the sweep. */
export const reconcileCases: readonly StateCase[] = [
  ...inputs,
  ...calls,
  ...limits('reconcile', 'recover-voices', 'Recover voices'),
  ...limits('reconcile', 'reconcile-list', 'Reconcile list'),
  ...machine,
  ...sweeps,
];
