import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ExecutionStore } from '../../../../local/services/states/execution-store.ts';
import { ManualClock } from './manual-clock.ts';
import { functionArn, StatesFixture } from './states-fixture.ts';

const arn = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:machine:${name}`;

/** Returns a machine that waits, and then ends with a name of its version. */
const version = (name: string) => ({
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', Seconds: 100, Next: `Finish ${name}` },
    [`Finish ${name}`]: { Type: 'Pass', Result: name, End: true },
  },
});

describe('an execution that runs while its state machine is updated', () => {
  let states: StatesFixture;
  let clock: ManualClock;
  beforeEach(() => {
    clock = new ManualClock();
    states = new StatesFixture(version('A'), { clock });
  });
  afterEach(() => states.stop());

  it('keeps the definition that it started with, and a new execution has the new one', async () => {
    await states.start();
    await states.call('StartExecution', { name: 'old' });
    await clock.waitForSleeps(1);
    states.definition = version('B');
    await states.restart();
    await states.call('StartExecution', { name: 'new' });
    await clock.waitForSleeps(3);
    clock.wake();
    expect(await states.waitForEnd(arn('old'))).toMatchObject({ status: 'SUCCEEDED', output: '"A"' });
    expect(await states.waitForEnd(arn('new'))).toMatchObject({ status: 'SUCCEEDED', output: '"B"' });
  });

  it('keeps it over several updates and restarts', async () => {
    await states.start();
    await states.call('StartExecution', { name: 'old' });
    await clock.waitForSleeps(1);
    for (const name of ['B', 'C']) {
      states.definition = version(name);
      await states.restart();
    }
    await clock.waitForSleeps(3);
    clock.wake();
    expect(await states.waitForEnd(arn('old'))).toMatchObject({ output: '"A"' });
  });

  it('ends if its definition is not valid any more', async () => {
    await states.start();
    await states.call('StartExecution', { name: 'old' });
    await clock.waitForSleeps(1);
    await states.stopService();
    const database = new DatabaseSync(states.database);
    database.exec(`UPDATE definitions SET definition = '{"StartAt":"Gone","States":{}}'`);
    database.close();
    states.definition = version('B');
    await states.startService();
    expect(await states.waitForEnd(arn('old'))).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('accepts the answer for its token, although the new definition has no such state', async () => {
    const parked = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } },
      End: true,
    };
    states.definition = { StartAt: 'Park', States: { Park: parked } };
    await states.start();
    await states.call('StartExecution', { name: 'old' });
    await states.waitForPayloads(1);
    const { token: taskToken } = Object(states.payloads[0]);
    states.definition = version('B');
    await states.restart({
      beforeReady: async () => void (await states.call('SendTaskSuccess', { taskToken, output: '7' })),
    });
    expect(await states.waitForEnd(arn('old'))).toMatchObject({ status: 'SUCCEEDED', output: '7' });
  });
});

describe('the validation of a definition', () => {
  let states: StatesFixture;
  beforeEach(() => {
    states = new StatesFixture(version('A'));
  });
  afterEach(() => states.stop());

  it('takes place once, also over restarts', async () => {
    const validated: unknown[] = [];
    states.validate = (definition) => void validated.push(definition);
    await states.start();
    await states.restart();
    states.definition = version('B');
    await states.restart();
    states.definition = version('A');
    await states.restart();
    expect(validated).toEqual([version('A'), version('B')]);
  });

  it('refuses a definition at each start until it is valid', async () => {
    await states.start();
    states.definition = { StartAt: 'Gone', States: version('A').States };
    for (const _ of [1, 2]) await expect(states.restart()).rejects.toThrow('MISSING_TRANSITION_TARGET');
    states.definition = version('A');
    await states.restart();
  });
});

describe('the stored executions', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'executions-'));
    path = join(folder, 'executions.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const opened = <Result>(work: (store: ExecutionStore) => Result): Result => {
    const store = new ExecutionStore(path);
    try {
      return work(store);
    } finally {
      store.close();
    }
  };
  const row = { machine: 'machine', name: 'voice', input: '{}', startDate: 1, state: 'First' };

  it('keep a definition as long as an execution runs on it', () => {
    opened((store) => {
      store.saveDefinition('used', '{"a":1}');
      store.saveDefinition('unused', '{"b":1}');
      store.insert({ ...row, definition: 'used' });
      store.deleteExpired(1);
      expect([store.definition('used'), store.definition('unused')]).toEqual(['{"a":1}', undefined]);
      const stored = store.find('machine', 'voice');
      if (stored) store.end(stored, { status: 'SUCCEEDED', stopDate: 1, counts: {} });
      store.deleteExpired(1);
      expect(store.definition('used')).toBeUndefined();
    });
  });

  it('get default values for columns that the file lacks', () => {
    const older = new DatabaseSync(path);
    older.exec(`
      CREATE TABLE executions (
        machine TEXT NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL, status TEXT NOT NULL,
        startDate REAL NOT NULL, stopDate REAL, output TEXT, error TEXT, cause TEXT,
        state TEXT NOT NULL, stateInput TEXT NOT NULL, enteredAt REAL NOT NULL, waitUntil REAL,
        historyEvents INTEGER NOT NULL DEFAULT 0, counts TEXT NOT NULL DEFAULT '{}',
        announced INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (machine, name)
      ) WITHOUT ROWID;
      INSERT INTO executions (machine, name, input, status, startDate, state, stateInput, enteredAt)
        VALUES ('machine', 'voice', '{}', 'RUNNING', 1, 'First', '{}', 1);
    `);
    older.close();
    opened((store) => {
      expect(store.find('machine', 'voice')).toMatchObject({
        state: 'First',
        definition: '',
        taskAttempt: 0,
        taskSubmitted: 0,
        taskAnswer: null,
      });
    });
  });
});
