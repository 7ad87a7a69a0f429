import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock, timeScale } from '../../../../local/core/clock.ts';
import { storageError } from '../../../../local/persistence/storage-error.ts';
import { type ExecutionRow, ExecutionStore } from '../../../../local/services/states/execution-store.ts';
import { Executions } from '../../../../local/services/states/executions.ts';
import { definitionSchema } from '../../../../local/services/states/language/definition.ts';
import { Machine } from '../../../../local/services/states/machine.ts';
import { StatusChangePublisher } from '../../../../local/services/states/status-change-publisher.ts';
import { TaskRunner } from '../../../../local/services/states/task-runner.ts';

/** Returns the error that SQLite throws when the disk is full. */
function diskFullError(): unknown {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE t (v TEXT); PRAGMA max_page_count = 4');
  try {
    return database.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(100_000));
  } catch (error) {
    return error;
  } finally {
    database.close();
  }
}

class FullStore extends ExecutionStore {
  override enter(_row: ExecutionRow): void {
    throw diskFullError();
  }
}

const states = { First: { Type: 'Pass', Next: 'Second' }, Second: { Type: 'Succeed' } };
const definition = definitionSchema.parse({ StartAt: 'First', States: states });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'executions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function executionsOn(store: ExecutionStore) {
  const publisher = { publish: async () => 'event' };
  const failures: unknown[] = [];
  const ended = Promise.withResolvers<void>();
  const executions = new Executions({
    store,
    statusChanges: new StatusChangePublisher(store, publisher, systemClock),
    tasks: new TaskRunner({
      store,
      clock: systemClock,
      timeScale: timeScale(1),
      integrations: { find: () => undefined },
      callerOf: (machine) => ({ kind: 'role', roleArn: 'arn', sessionName: machine }),
    }),
    clock: systemClock,
    observer: ({ kind }) => {
      if (kind === 'executionEnded') ended.resolve();
    },
    reportStorageFailure: (error) => {
      failures.push(storageError('executions.sqlite', error));
      ended.resolve();
      return true;
    },
    keepsHistory: true,
  });
  executions.addMachine('machine', new Machine(definition, timeScale(1)));
  return { executions, failures, ended: ended.promise };
}

describe('an execution whose next state cannot be recorded', () => {
  it('is reported, keeps running, and resumes at the next start', async () => {
    const path = join(folder, 'executions.sqlite');
    const full = new FullStore(path);
    const first = executionsOn(full);
    first.executions.start('machine', '{}', 'voice');
    await first.ended;
    expect(first.failures).toMatchObject([{ message: expect.stringMatching(/The disk is full/) }]);
    await first.executions.close();
    full.close();

    const store = new ExecutionStore(path);
    expect(store.find('machine', 'voice')).toMatchObject({ status: 'RUNNING', state: 'First' });
    const second = executionsOn(store);
    second.executions.resume('machine');
    await second.ended;
    expect(store.find('machine', 'voice')).toMatchObject({ status: 'SUCCEEDED' });
    await second.executions.close();
    store.close();
  });
});
