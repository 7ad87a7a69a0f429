import { deepEqual, equal, ok } from 'node:assert/strict';
import type { FunctionResult } from '../../../local/core/ports.ts';
import type { Json } from '../../../local/services/states/language/definition.ts';
import { stack } from '../../simulation/simulated-account.ts';
import {
  answered,
  assertSucceeded,
  callsOf,
  coldStartSeconds,
  entered,
  failed,
  failing,
  failure,
  runFrom,
  type StateCase,
  shortOutage,
  voiceId,
} from './cases.ts';
import type { MachineAt, StateCall, StateResult, StateRun, StateRunOptions } from './state-run.ts';
import { inputOf, itemOf, run, sequence } from './transitions.ts';

const claimId = 'claim';

function one(name: string, states: readonly string[], check: StateCase['check']): StateCase {
  return { name: `Purge: ${name}`, machine: 'purge', states, check };
}

function found(parts: { readonly [name: string]: Json } = {}): FunctionResult {
  const counted = { due: 2, purged: 0, skipped: 0, failed: 0 };
  return answered({
    dryRun: false,
    voiceIds: ['a', 'b'],
    total: 2,
    scope: null,
    after: null,
    counted,
    ...parts,
  });
}

type Answer = (call: StateCall, own: StateRun) => FunctionResult | Promise<FunctionResult>;

/** Purges the voices `a` and `b` from the start of an execution. */
function purge(
  at: MachineAt,
  answer: Answer = () => answered({ outcome: 'purged' }),
  { find = () => found(), ...hooks }: Partial<StateRunOptions> & { readonly find?: Answer } = {},
): Promise<StateResult> {
  return runFrom(at, 'purge', undefined, {
    input: {},
    ...hooks,
    answer: (call, own) => (call.name === 'find-due-voices' ? find(call, own) : answer(call, own)),
  });
}

function report(purged: number, skipped: number, failures: number) {
  return { dryRun: false, due: 2, purged, skipped, failed: failures };
}

function purgesOf(result: StateResult): StateCall[] {
  return callsOf(result, 'function', 'purge-voice');
}

const searches: readonly StateCase[] = [
  one('every due voice is purged once', ['Another voice?', 'More voices due?', 'Dry run?'], async (at) => {
    const result = await purge(at);
    deepEqual(result.output, report(2, 0, 0));
    deepEqual(
      purgesOf(result).map(({ input }) => Object(input).voiceId),
      ['a', 'b'],
    );
    assertSucceeded(result, 60);
  }),
  one('finding due voices outlasts a failure of twelve seconds', ['Find due voices'], async (at) => {
    const before = failing(shortOutage, ({ name }) => name === 'find-due-voices');
    deepEqual((await purge(at, undefined, { before })).output, report(2, 0, 0));
  }),
  one('an invalid input fails the execution at once', ['Find due voices'], async (at) => {
    const result = await purge(at, undefined, { find: () => failed('InvalidExecutionInput') });
    deepEqual([result.status, result.error], ['FAILED', 'InvalidExecutionInput']);
    equal(callsOf(result, 'function', 'find-due-voices').length, 1);
  }),
  one('a dry run purges nothing', ['Dry run?'], async (at) => {
    const result = await purge(at, undefined, { find: () => found({ dryRun: true }) });
    deepEqual(result.output, { dryRun: true, due: 2, voiceIds: ['a', 'b'] });
    equal(purgesOf(result).length, 0);
  }),
  one('an execution whose function never answers is timed out', ['purge'], async (at) => {
    const result = await purge(at, undefined, { find: () => new Promise(() => undefined) });
    equal(result.status, 'TIMED_OUT');
  }),
  one('fifty voices whose function never answers do not time an execution out', ['purge'], async (at) => {
    const voiceIds = Array.from({ length: 50 }, (_, index) => `voice-${index}`);
    const result = await purge(at, () => new Promise(() => undefined), { find: () => found({ voiceIds }) });
    deepEqual(result.output, report(0, 0, 50));
  }),
];

const continuing: readonly StateCase[] = [
  one(
    'an execution continues in a new one if more voices are due',
    ['More voices due?', 'Continue in a new execution'],
    async (at) => {
      const result = await purge(at, undefined, { find: () => found({ after: 'key' }) });
      deepEqual(result.output, { ...report(2, 0, 0), continuedBy: 'successor' });
    },
  ),
  one(
    'the start of the next execution outlasts a failure of twelve seconds',
    ['Continue in a new execution'],
    async (at) => {
      const before = failing(shortOutage, ({ to }) => to === 'executions');
      const result = await purge(at, undefined, { before, find: () => found({ after: 'key' }) });
      deepEqual(result.output, { ...report(2, 0, 0), continuedBy: 'successor' });
    },
  ),
  one('an execution that cannot start the next one reports', ['Continue in a new execution'], async (at) => {
    const before = failing(Number.POSITIVE_INFINITY, ({ to }) => to === 'executions');
    const result = await purge(at, undefined, { before, find: () => found({ after: 'key' }) });
    deepEqual(result.output, report(2, 0, 0));
  }),
];

const purging: readonly StateCase[] = [
  one('the outcome of a voice leads to its count', ['Purge outcome?'], async (at) => {
    const result = await purge(at, ({ times }) => answered({ outcome: times === 1 ? 'purged' : 'kept' }));
    deepEqual(result.output, report(1, 1, 0));
  }),
  one(
    'a voice whose lease another process holds for ninety seconds is purged',
    ['Purge voice'],
    async (at) => {
      const result = await purge(at, ({ at: seconds }) =>
        seconds < 90 ? failed('DeleteLeaseTakenError') : answered({ outcome: 'purged' }),
      );
      deepEqual(result.output, report(2, 0, 0));
    },
  ),
  one('a voice whose lease stays taken is skipped', ['Purge voice'], async (at) => {
    const result = await purge(at, () => failed('DeleteLeaseTakenError'));
    deepEqual(result.output, report(0, 2, 0));
  }),
  one('a purge outlasts a failure of twelve seconds', ['Purge voice'], async (at) => {
    const before = failing(shortOutage, ({ name }) => name === 'purge-voice');
    deepEqual((await purge(at, undefined, { before })).output, report(2, 0, 0));
  }),
  one('a purge that keeps failing is counted, and the next voice is purged', ['Purge voice'], async (at) => {
    const result = await purge(at, ({ input }) =>
      Object(input).voiceId === 'a' ? failed('Runtime.ExitError') : answered({ outcome: 'purged' }),
    );
    deepEqual(result.output, report(1, 0, 1));
  }),
  one(
    'a purge that takes the whole limit of its function is not interrupted',
    ['Purge voice'],
    async (at) => {
      const seconds = stack.functionOf('purge-voice').timeoutSeconds + coldStartSeconds;
      const result = await purge(at, async (_call, { time }) => {
        await time.sleep(seconds * 1_000);
        return answered({ outcome: 'purged' });
      });
      equal(purgesOf(result).length, 2);
    },
  ),
  one('a purge that never answers is repeated', ['Purge voice'], async (at) => {
    const never = new Promise<FunctionResult>(() => undefined);
    const result = await purge(at, ({ times }) => (times === 1 ? never : answered({ outcome: 'purged' })));
    deepEqual(result.output, report(2, 0, 0));
    ok(result.seconds < 150, `it took ${result.seconds} seconds`);
  }),
];

const statuses = ['DELETED', 'UNDEPLOYED', 'EXPIRED'] as const;
const record = 'Purged: record';
const announce = 'Purged: announce Voice Purged';
const forget = 'Purged: forget pending events';
const isRecord = ({ name, input }: StateCall): boolean =>
  name === 'UpdateItem' && String(Object(input).UpdateExpression).startsWith('SET');
const isForget = ({ name, input }: StateCall): boolean =>
  name === 'UpdateItem' && String(Object(input).UpdateExpression).startsWith('REMOVE');

/** Records a purge of one voice, as its function has answered. */
function gone(
  at: MachineAt,
  hooks: Partial<StateRunOptions> = {},
  status: (typeof statuses)[number] = 'DELETED',
): Promise<StateResult> {
  const { voice = null } = inputOf(status);
  const details = {
    claimId,
    preview: { missing: 'purged' },
    purgeAt: '2026-04-01T00:00:00.000Z',
    expiresAtEpochSeconds: 1_900_000_000,
  };
  const item = {
    ...itemOf(status, { hasProviderVoice: true }),
    purgeClaim: { M: { id: { S: claimId } } },
  };
  return purge(at, () => answered({ outcome: 'gone', voiceId, run, voice, purge: details }), {
    find: () => found({ voiceIds: [voiceId] }),
    items: [item],
    ...hooks,
  });
}

function assertPurged(result: StateResult): void {
  deepEqual(result.output, report(1, 0, 0));
  const item = result.items.get(voiceId);
  deepEqual([item?.status, item?.sequence], [{ S: 'PURGED' }, { N: String(sequence + 1) }]);
  deepEqual(item?.pendingEvents, { M: {} });
  deepEqual(
    result.events.map(({ detailType }) => detailType),
    ['Voice Purged'],
  );
}

const conflicts: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'a record of a later run': { run: { N: String(run + 1) } },
  'a record of another status': { status: { S: 'OK' } },
  'a record with a later event': { sequence: { N: String(sequence + 1) } },
  'a record that another purge has claimed': { purgeClaim: { M: { id: { S: 'other' } } } },
};
const conflictsAfter: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'a record of a later run': { run: { N: String(run + 1) } },
  'a record of another status': { status: { S: 'OK' } },
  'a record with a later event': { sequence: { N: String(sequence + 2) } },
  'a record that was changed at another time': { updatedAt: { S: '2026-03-01T13:00:00.000Z' } },
};

function assertSkipped(result: StateResult, change: Readonly<Record<string, object>>): void {
  deepEqual(result.output, report(0, 1, 0));
  deepEqual(result.events, []);
  for (const [name, value] of Object.entries(change)) deepEqual(result.items.get(voiceId)?.[name], value);
  // A retry would take longer.
  assertSucceeded(result, 3);
}

const recording: readonly StateCase[] = [
  ...statuses.map((status) =>
    one(
      `the record of a purged voice that was ${status} changes, and the event is announced`,
      [record, 'Purge outcome?'],
      async (at) => {
        assertPurged(await gone(at, {}, status));
      },
    ),
  ),
  one(
    'each call after a purge outlasts a failure of twelve seconds',
    [record, announce, forget],
    async (at) => {
      for (const selects of [isRecord, isForget, ({ to }: StateCall) => to === 'bus'])
        assertPurged(await gone(at, { before: failing(shortOutage, selects) }));
    },
  ),
  one('a write whose answer is lost is repeated', [record], async (at) => {
    const after = (call: StateCall): void => {
      if (isRecord(call) && call.times === 1) throw failure();
    };
    assertPurged(await gone(at, { after }));
  }),
  ...Object.entries(conflicts).map(([kind, change]) =>
    one(`${kind} is not purged`, [record], async (at) => {
      const before: StateRunOptions['before'] = (call, own) =>
        isRecord(call) && call.times === 1 && own.change(voiceId, change);
      assertSkipped(await gone(at, { before }), change);
    }),
  ),
  ...Object.entries(conflictsAfter).map(([kind, change]) =>
    one(`a write whose answer is lost is not repeated on ${kind}`, [record], async (at) => {
      const after: StateRunOptions['after'] = (call, own) => {
        if (!isRecord(call) || call.times > 1) return;
        own.change(voiceId, change);
        throw failure();
      };
      assertSkipped(await gone(at, { after }), change);
    }),
  ),
  one('a record that cannot be written is counted as failed', [record], async (at) => {
    deepEqual(
      (await gone(at, { before: failing(Number.POSITIVE_INFINITY, isRecord) })).output,
      report(0, 0, 1),
    );
  }),
  one('an event that cannot be announced stays pending', [announce], async (at) => {
    const result = await gone(at, { before: failing(Number.POSITIVE_INFINITY, ({ to }) => to === 'bus') });
    deepEqual(result.output, report(1, 0, 0));
    equal(Object.keys(Object(result.items.get(voiceId)?.pendingEvents).M).length, 1);
  }),
  one('an event that cannot be forgotten stays pending', [forget], async (at) => {
    const result = await gone(at, { before: failing(Number.POSITIVE_INFINITY, isForget) });
    deepEqual(result.output, report(1, 0, 0));
    equal(entered(result, 'Count purged'), 1);
  }),
];

/** The states of the purge. */
export const purgeCases: readonly StateCase[] = [...searches, ...continuing, ...purging, ...recording];
