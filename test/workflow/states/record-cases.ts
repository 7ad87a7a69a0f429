import { deepEqual, equal, ok } from 'node:assert/strict';
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
import { inputOf, itemOf, providerVoiceId, run } from './transitions.ts';

const ended = answered({ outcome: 'ended' });

function one(name: string, states: readonly string[], check: StateCase['check']): StateCase {
  return { name: `Create: ${name}`, machine: 'design', states, check };
}

function creates(result: StateResult): StateCall[] {
  return callsOf(result, 'function', 'create-voice');
}

const owned = ['REQUESTED', 'CREATING', 'DEPLOYING'];
const settled = ['OK', 'UNDEPLOYED', 'FAILED', 'TIMED_OUT', 'DELETED', 'PURGED', 'EXPIRED'];

function readVoice(at: MachineAt, status: string, ofRun: number, hooks: Partial<StateRunOptions> = {}) {
  const item = {
    ...itemOf('CREATING', { hasProviderVoice: true }),
    status: { S: status },
    run: { N: String(ofRun) },
  };
  return runFrom(at, 'design', 'Read voice', {
    input: inputOf('CREATING'),
    items: [item],
    answer: () => ended,
    ...hooks,
  });
}

const readings: readonly StateCase[] = [
  ...owned.map((status) =>
    one(
      `after a lost race, an execution continues with a record that is ${status}`,
      ['Owned by this run?', 'Read voice'],
      async (at) => {
        const result = await readVoice(at, status, run);
        equal(creates(result).length, 1);
        assertSucceeded(result, 60);
      },
    ),
  ),
  ...settled.map((status) =>
    one(
      `after a lost race, an execution ends at a record that is ${status}`,
      ['Owned by this run?'],
      async (at) => {
        const result = await readVoice(at, status, run);
        equal(creates(result).length, 0);
        assertSucceeded(result, 60);
      },
    ),
  ),
  one(
    'after a lost race, an execution ends at a record of a later run',
    ['Owned by this run?'],
    async (at) => {
      const result = await readVoice(at, 'CREATING', run + 1);
      equal(creates(result).length, 0);
      assertSucceeded(result, 60);
    },
  ),
  one('a read after a lost race outlasts an outage of forty minutes', ['Read voice'], async (at) => {
    const result = await readVoice(at, 'CREATING', run, {
      before: failing(longOutage, ({ name }) => name === 'GetItem'),
    });
    equal(creates(result).length, 1);
    assertSucceeded(result);
    assertNotSettled(result);
  }),
  one('a record that cannot be read is settled', ['Read voice'], async (at) => {
    const before = failing(Number.POSITIVE_INFINITY, ({ name }) => name === 'GetItem');
    const result = await readVoice(at, 'CREATING', run, { before });
    assertSucceeded(result);
    equal(callsOf(result, 'function', 'settle-execution').length, 1);
  }),
];

const claimId = 'claim';
const unrecorded = { attempt: '1', claimId, providerVoiceId, keyId: 'key' };

/** Runs the state that records a voice for the create function. */
function record(
  at: MachineAt,
  parts: Readonly<Record<string, object>>,
  hooks: Partial<StateRunOptions> = {},
) {
  const attempt = { M: { state: { S: 'IN_FLIGHT' }, claimId: { S: claimId } } };
  const item = {
    ...itemOf('CREATING', { hasProviderVoice: false }),
    attempts: { M: { 1: attempt } },
    ...parts,
  };
  return runFrom(at, 'design', 'Record provider voice', {
    input: { ...inputOf('CREATING'), unrecorded },
    items: [item],
    answer: () => ended,
    ...hooks,
  });
}

function recorded(result: StateResult) {
  const item = Object(result.items.get(voiceId));
  return [item.providerVoiceId?.S, item.attempts.M[1].M.state.S];
}

const state = 'Record provider voice';
const recordings: readonly StateCase[] = [
  one('a voice that its function could not record is recorded', [state], async (at) => {
    const result = await record(at, {});
    deepEqual(recorded(result), [providerVoiceId, 'MADE']);
    equal(creates(result).length, 1);
    assertSucceeded(result, 60);
  }),
  one('a voice that is recorded already is recorded again', [state], async (at) => {
    const result = await record(at, { providerVoiceId: { S: providerVoiceId } });
    deepEqual(recorded(result), [providerVoiceId, 'MADE']);
    assertSucceeded(result, 60);
    equal(entered(result, 'Read voice'), 0);
  }),
  one('a voice does not replace another one', [state], async (at) => {
    const result = await record(at, { providerVoiceId: { S: 'other' } });
    deepEqual(recorded(result), ['other', 'IN_FLIGHT']);
    ok(entered(result, 'Read voice') === 1 && result.seconds < 60);
    assertNotSettled(result);
  }),
  one('a voice of another claim is not recorded', [state], async (at) => {
    const attempt = { M: { state: { S: 'IN_FLIGHT' }, claimId: { S: 'other' } } };
    const result = await record(at, { attempts: { M: { 1: attempt } } });
    deepEqual(recorded(result), [undefined, 'IN_FLIGHT']);
    ok(entered(result, 'Read voice') === 1 && result.seconds < 60);
    assertNotSettled(result);
  }),
  one('a voice is recorded after an outage of forty minutes', [state], async (at) => {
    const result = await record(at, {}, { before: failing(longOutage, ({ name }) => name === 'UpdateItem') });
    deepEqual(recorded(result), [providerVoiceId, 'MADE']);
    assertNotSettled(result);
  }),
  one('a voice whose write has no answer is recorded', [state], async (at) => {
    const result = await record(
      at,
      {},
      {
        after: ({ name, times }) => {
          if (name === 'UpdateItem' && times === 1) throw failure();
        },
      },
    );
    deepEqual(recorded(result), [providerVoiceId, 'MADE']);
    equal(entered(result, 'Read voice'), 0);
    assertNotSettled(result);
  }),
  one('a voice that cannot be recorded is settled', [state], async (at) => {
    const before = failing(Number.POSITIVE_INFINITY, ({ name }) => name === 'UpdateItem');
    const result = await record(at, {}, { before });
    assertSucceeded(result);
    equal(callsOf(result, 'function', 'settle-execution').length, 1);
  }),
];

/** The states that read and write a record around a create. */
export const recordCases: readonly StateCase[] = [...readings, ...recordings];
