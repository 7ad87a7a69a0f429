import { deepEqual, equal } from 'node:assert/strict';
import { AwsError } from '../../../local/core/aws-error.ts';
import type { FunctionResult } from '../../../local/core/ports.ts';
import { stack } from '../../simulation/simulated-account.ts';
import {
  answered,
  assertNotSettled,
  assertSucceeded,
  callsOf,
  coldStartSeconds,
  entered,
  failed,
  failing,
  longOutage,
  runFrom,
  type StateCase,
  voiceId,
} from './cases.ts';
import type { MachineAt, StateCall, StateResult, StateRun, StateRunOptions } from './state-run.ts';
import { inputOf, run } from './transitions.ts';

const ended = answered({ outcome: 'ended' });

function one(name: string, states: readonly string[], check: StateCase['check']): StateCase {
  return { name: `Create: ${name}`, machine: 'design', states, check };
}

/** Runs an execution from its start, with answers of the create function. Others answer at once. */
function create(
  machineAt: MachineAt,
  answer: (call: StateCall, run: StateRun) => FunctionResult | Promise<FunctionResult>,
  hooks: Partial<StateRunOptions> = {},
): Promise<StateResult> {
  return runFrom(machineAt, 'design', undefined, {
    input: { voiceId, run },
    ...hooks,
    answer: (call, at) => (call.name === 'create-voice' ? answer(call, at) : answered(null)),
  });
}

function creates(result: StateResult): StateCall[] {
  return callsOf(result, 'function', 'create-voice');
}

async function after(seconds: number, { time }: StateRun, result: FunctionResult): Promise<FunctionResult> {
  await time.sleep(seconds * 1_000);
  return result;
}

const interruption = ['Create voice', 'Interruption limit reached?', 'Wait after interruption'];

const interruptions: readonly StateCase[] = [
  one('throttled invocations for two hours are no interruptions', ['Create voice'], async (at) => {
    const throttled = (call: StateCall): void => {
      if (call.name === 'create-voice' && call.at < 7_000)
        throw new AwsError('TooManyRequestsException', 'no', 429);
    };
    const result = await create(at, () => ended, { before: throttled });
    assertSucceeded(result);
    equal(entered(result, 'Interruption limit reached?'), 0);
  }),
  one('a function that takes its whole time limit is not interrupted', ['Create voice'], async (at) => {
    const limit = stack.functionOf('create-voice').timeoutSeconds + coldStartSeconds;
    const result = await create(at, (_call, own) => after(limit, own, ended));
    equal(creates(result).length, 1);
    assertSucceeded(result);
  }),
  one('a function that never answers is interrupted, and invoked again', ['Create voice'], async (at) => {
    const result = await create(at, ({ times }) => (times === 1 ? new Promise(() => undefined) : ended));
    equal(creates(result).length, 2);
    assertSucceeded(result, 1_000);
  }),
  one('an interrupted create is invoked again after half a minute', interruption, async (at) => {
    const result = await create(at, ({ times }) => (times === 1 ? failed('Runtime.ExitError') : ended));
    deepEqual(
      creates(result).map((call) => Math.round(call.at)),
      [0, 30],
    );
    assertSucceeded(result);
    assertNotSettled(result);
  }),
  one('the nineteenth interruption settles the execution', interruption, async (at) => {
    const result = await create(at, () => failed('Runtime.ExitError'));
    assertSucceeded(result);
    equal(creates(result).length, 19);
    equal(callsOf(result, 'function', 'settle-execution').length, 1);
  }),
  one('an invalid input fails the execution at once', ['Create voice'], async (at) => {
    const result = await create(at, () => failed('InvalidExecutionInput'));
    deepEqual([result.status, result.error], ['FAILED', 'InvalidExecutionInput']);
    equal(creates(result).length, 1);
  }),
  one('a record that does not exist fails the execution at once', ['Create voice'], async (at) => {
    const result = await create(at, () => failed('VoiceNotFoundError'));
    deepEqual([result.status, result.error], ['FAILED', 'VoiceNotFoundError']);
    equal(creates(result).length, 1);
  }),
  one(
    'eighteen interruptions and two hours of throttling do not time an execution out',
    ['design'],
    async (at) => {
      const result = await create(at, ({ times }) => (times <= 18 ? new Promise(() => undefined) : ended), {
        before: (call) => {
          if (call.name === 'create-voice' && call.times > 18 && call.at < 15_000)
            throw new AwsError('TooManyRequestsException', 'no', 429);
        },
      });
      assertSucceeded(result);
      assertNotSettled(result);
    },
  ),
  one('an execution that waits again and again is timed out', ['design'], async (at) => {
    const result = await create(at, () => answered({ voiceId, run, outcome: 'again', waitSeconds: 600 }));
    equal(result.status, 'TIMED_OUT');
  }),
  one(
    'a create that is to be made again waits for the time that its function returns',
    ['Wait to create again'],
    async (at) => {
      const again = answered({ voiceId, run, outcome: 'again', waitSeconds: 90 });
      const result = await create(at, ({ times }) => (times === 1 ? again : ended));
      deepEqual(
        creates(result).map((call) => Math.round(call.at)),
        [0, 90],
      );
    },
  ),
  one('a settlement outlasts an outage of forty minutes', ['Settle execution'], async (at) => {
    const before = failing(longOutage, ({ name }) => name === 'settle-execution');
    const result = await create(at, () => failed('Runtime.ExitError'), { before });
    assertSucceeded(result);
  }),
];

/** Returns the state that must follow the answer of the create function. */
function nextAfterCreate(outcome: string, status: string, family: string): string {
  switch (outcome) {
    case 'made':
      if (status === 'CREATING')
        return family === 'cosyvoice' ? 'Created: change' : 'Created and ready: change';
      return status === 'DEPLOYING' ? 'Query voice' : 'Done';
    case 'madeDeleted':
      return 'Created and deleted: change';
    case 'deletedUnmade':
      return 'Deleted before creation: change';
    case 'unrecorded':
      return 'Record provider voice';
    case 'again':
      return 'Wait to create again';
    case 'failed':
      return 'Failed: change';
    default:
      return 'Done';
  }
}

const outcomes = ['made', 'madeDeleted', 'deletedUnmade', 'unrecorded', 'again', 'failed', 'ended'];
const routes: readonly StateCase[] = outcomes.map((outcome) =>
  one(`the outcome ${outcome} leads to its state`, ['Create outcome?'], async (at) => {
    for (const status of ['CREATING', 'DEPLOYING', 'OK'] as const) {
      for (const family of ['cosyvoice', 'qwen']) {
        const { voice, ...rest } = inputOf(status);
        const next = nextAfterCreate(outcome, status, family);
        const result = await runFrom(at, 'design', 'Create outcome?', {
          input: { ...rest, outcome, voice: { ...Object(voice), family }, waitSeconds: 1 },
          answer: () => answered({ outcome: 'ended', verdict: 'ENDED' }),
        });
        const first = [...result.entered.keys()].find((state) => state !== 'Create outcome?');
        equal(first, next, `${outcome} of a ${status} ${family} voice`);
      }
    }
  }),
);

/** The states that create a voice. */
export const createCases: readonly StateCase[] = [...interruptions, ...routes];
