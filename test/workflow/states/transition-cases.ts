import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Status } from '../../../lambdas/shared/contract.ts';
import {
  answered,
  assertNotSettled,
  assertSucceeded,
  callsOf,
  entered,
  failing,
  failure,
  longOutage,
  runFrom,
  type StateCase,
  voiceId,
} from './cases.ts';
import type { MachineAt, StateCall, StateResult, StateRunOptions } from './state-run.ts';
import {
  conflicts,
  inputOf,
  itemOf,
  sequence,
  type TransitionStates,
  transitionsOfDesign,
} from './transitions.ts';

const isRecord = (call: StateCall): boolean =>
  call.name === 'UpdateItem' && String(Object(call.input).UpdateExpression).startsWith('SET');
const isForget = (call: StateCall): boolean =>
  call.name === 'UpdateItem' && String(Object(call.input).UpdateExpression).startsWith('REMOVE');
const isEvent = (call: StateCall): boolean => call.to === 'bus';

/** Makes a transition. The functions that may follow it end the execution. */
function make(
  machineAt: MachineAt,
  transition: TransitionStates,
  hooks: Partial<StateRunOptions> = {},
  status: Status = transition.from[0],
): Promise<StateResult> {
  return runFrom(machineAt, 'design', `${transition.name}: change`, {
    input: inputOf(status),
    items: [itemOf(status, transition)],
    answer: ({ name }) =>
      answered(
        name === 'query-voice'
          ? { ...(inputOf(status).review as object), verdict: 'ENDED' }
          : { outcome: 'ended' },
      ),
    ...hooks,
    after: (call, run) => {
      hooks.after?.(call, run);
      if (call.name === 'PutItem') run.time.after(1_000, () => run.wake(voiceId, { evidence: '', wakes: 1 }));
    },
  });
}

function assertMade(result: StateResult, { to, events, name, parks }: TransitionStates): void {
  assertSucceeded(result);
  assertNotSettled(result);
  const item = result.items.get(voiceId);
  deepEqual(item?.status, { S: to });
  deepEqual(item?.sequence, { N: String(sequence + events.length) });
  deepEqual(item?.pendingEvents, { M: {} });
  deepEqual(
    result.events.map(({ detailType, detail }) => [detailType, Object(detail).sequence]),
    events.map((event, index) => [event, sequence + index + 1]),
  );
  equal(entered(result, 'Park'), parks ? 1 : 0, `${name} continues with the review`);
}

/** The record is unchanged but for what the other writer changed, and nothing was announced. */
function assertRefused(result: StateResult, expected: Readonly<Record<string, unknown>> | undefined): void {
  deepEqual(result.items.get(voiceId), expected);
  deepEqual(result.events, []);
  assertNotSettled(result);
  ok(
    result.status === 'SUCCEEDED' && result.seconds < 60,
    `${result.status} after ${result.seconds} seconds`,
  );
}

function casesOf(transition: TransitionStates): StateCase[] {
  const { name, from, events } = transition;
  const record = `${name}: record`;
  const announce = events.map((event) => `${name}: announce ${event}`);
  const forget = `${name}: forget pending events`;
  const one = (text: string, states: readonly string[], check: StateCase['check']): StateCase => ({
    name: `${name}: ${text}`,
    machine: 'design',
    states,
    check,
  });
  return [
    ...from.map((status) =>
      one(
        `a record that is ${status} changes, and its events are announced and forgotten`,
        [record, forget],
        async (at) => {
          const result = await make(at, transition, {}, status);
          assertMade(result, transition);
          assertSucceeded(result, 60);
        },
      ),
    ),
    one('a failed call is repeated', [record, ...announce, forget], async (at) => {
      for (const selects of [isRecord, isEvent, isForget])
        assertMade(await make(at, transition, { before: failing(1, selects) }), transition);
    }),
    one('an outage of forty minutes is outlasted by each call', [record, ...announce, forget], async (at) => {
      for (const selects of [isRecord, isForget, ...events.map(ofEvent)])
        assertMade(await make(at, transition, { before: failing(longOutage, selects) }), transition);
    }),
    one(
      'a write whose answer is lost is repeated, and its events are announced once',
      [record],
      async (at) => {
        let lost = false;
        const after = (call: StateCall) => {
          if (!isRecord(call) || lost) return;
          lost = true;
          throw failure();
        };
        assertMade(await make(at, transition, { after }), transition);
      },
    ),
    ...conflictCases(transition, one),
    one('a record that cannot be written is settled', [record], async (at) => {
      const result = await make(at, transition, { before: failing(Number.POSITIVE_INFINITY, isRecord) });
      assertSucceeded(result);
      equal(callsOf(result, 'function', 'settle-execution').length, 1);
      deepEqual(result.events, []);
    }),
    one(
      'an event that cannot be announced stays pending, and the execution continues',
      announce,
      async (at) => {
        for (const event of events) {
          const before = failing(Number.POSITIVE_INFINITY, ofEvent(event));
          const result = await make(at, transition, { before });
          assertSucceeded(result);
          assertNotSettled(result);
          const { M: pending } = Object(result.items.get(voiceId)?.pendingEvents);
          equal(Object.keys(pending).length, events.length);
          equal(entered(result, 'Park'), transition.parks ? 1 : 0);
        }
      },
    ),
    one('events that cannot be forgotten stay pending, and the execution continues', [forget], async (at) => {
      const result = await make(at, transition, { before: failing(Number.POSITIVE_INFINITY, isForget) });
      assertSucceeded(result);
      equal(result.events.length, events.length);
      equal(entered(result, 'Park'), transition.parks ? 1 : 0);
    }),
    one('forgetting the events creates no record', [forget], async (at) => {
      const before: StateRunOptions['before'] = (call, run) => {
        if (!isForget(call)) return;
        const Key = { voiceId: { S: voiceId } };
        void run.table.call('DeleteItem', { TableName: run.table.name, Key });
      };
      const result = await make(at, transition, { before });
      assertSucceeded(result);
      equal(result.items.has(voiceId), false);
    }),
  ];
}

function ofEvent(event: string): (call: StateCall) => boolean {
  return (call) => isEvent(call) && call.name === event;
}

/** Cases with another writer, before the transition and between it and its repetition. */
function conflictCases(
  transition: TransitionStates,
  one: (text: string, states: readonly string[], check: StateCase['check']) => StateCase,
): StateCase[] {
  const record = `${transition.name}: record`;
  const before = Object.entries(conflicts(transition)).map(([kind, change]) =>
    one(`${kind} does not change`, [record, 'Read voice', 'Owned by this run?'], async (at) => {
      const item: Record<string, unknown> = { ...itemOf(transition.from[0], transition), ...change };
      for (const [name, value] of Object.entries(item)) if (value === undefined) delete item[name];
      const result = await make(at, transition, {
        before: (call, run) => call.times === 1 && isRecord(call) && run.change(voiceId, change),
      });
      assertRefused(result, item);
    }),
  );
  const between = {
    'a record of a later run': { run: { N: '2' } },
    'a record of another status': { status: { S: 'EXPIRED' } },
    'a record with a later event': { sequence: { N: String(sequence + transition.events.length + 1) } },
    'a record that was changed at another time': { updatedAt: { S: '2026-03-01T13:00:00.000Z' } },
  };
  const repeated = Object.entries(between).map(([kind, change]) =>
    one(`a write whose answer is lost is not repeated on ${kind}`, [record], async (at) => {
      let written: Record<string, unknown> | undefined;
      const after: StateRunOptions['after'] = (call, run) => {
        if (!isRecord(call) || written) return;
        run.change(voiceId, change);
        written = { ...Object(run.table.item({ voiceId: { S: voiceId } })), ...change };
        throw failure();
      };
      const result = await make(at, transition, { after });
      assertRefused(result, written && JSON.parse(JSON.stringify(written)));
    }),
  );
  return [...before, ...repeated];
}

/** Every transition of the design state machine, from its state `<name>: change` on. */
export const transitionCases: readonly StateCase[] = transitionsOfDesign.flatMap(casesOf);
