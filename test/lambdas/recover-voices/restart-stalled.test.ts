import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { restartStalled } from '../../../lambdas/recover-voices/restart-stalled.ts';
import type { ExecutionState } from '../../../lambdas/shared/execution-reader.ts';
import { DynamoReconciliationStore } from '../../../lambdas/shared/stores/reconciliation.ts';
import { DynamoVoicesByStatus } from '../../../lambdas/shared/stores/voices-by-status.ts';
import type { VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant, voiceAt } from '../../support/voices.ts';

const ago = (seconds: number) => new Date(instant.getTime() - seconds * 1_000).toISOString();
let stored: StoredVoices;
let states: Map<string, ExecutionState>;
let listed: () => Promise<string[]>;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());
beforeEach(() => {
  stored.startsFail = false;
  stored.started.length = 0;
  states = new Map();
  listed = async () => [];
});

async function put(
  status: VoiceRecord['status'],
  state: ExecutionState,
  parts: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { voiceId: _, ...record } = voiceAt(status, { updatedAt: ago(300), ...parts });
  const voiceId = await stored.put({ providerVoiceId: undefined, ...record });
  states.set(voiceId, state);
  return voiceId;
}

/** Runs the recovery and reports on one voice. Voices of other tests count as running. */
async function recover(voiceId: string, dryRun = false) {
  const { executions, ...caller } = stored.dependencies();
  const queried: string[] = [];
  const pages: number[] = [];
  const report = await restartStalled(dryRun, {
    ...caller,
    voicesByStatus: new DynamoVoicesByStatus(stored.client, stored.tableName),
    reconciliation: new DynamoReconciliationStore(stored.client, stored.tableName),
    executions: {
      ...executions,
      state: async (id, run) => {
        if (id === voiceId) queried.push(`${id}-r${run}`);
        return states.get(id) ?? 'running';
      },
    },
    runningExecutions: {
      names: async (maxPages) => {
        pages.push(maxPages);
        return new Set(await listed());
      },
    },
    stalledSeconds: 300,
  });
  const record = await stored.read(voiceId);
  return { ...report, queried, pages, run: record?.run, record };
}

describe('a stalled voice', () => {
  it.each([
    ['REQUESTED', 'none', 0, 0, 'started'],
    ['REQUESTED', 'ended', 0, 1, 'restarted'],
    ['CREATING', 'ended', 0, 1, 'restarted'],
    ['DEPLOYING', 'ended', 2, 3, 'restarted'],
    ['DEPLOYING', 'none', 1, 1, 'started'],
  ] as const)(
    'that is %s, its execution %s in run %i, continues in run %i',
    async (status, state, run, next, count) => {
      const voiceId = await put(status, state, { run });
      expect(await recover(voiceId)).toMatchObject({
        [count]: 1,
        run: next,
        queried: [`${voiceId}-r${run}`],
      });
      expect(stored.started).toEqual([`${voiceId}-r${next}`]);
    },
  );

  it('starts its review again', async () => {
    const voiceId = await put('DEPLOYING', 'ended', { reviewStartedAt: ago(90_000) });
    const { record } = await recover(voiceId);
    expect(record).toMatchObject({
      reviewStartedAt: instant.toISOString(),
      updatedAt: instant.toISOString(),
    });
  });

  it.each(['REQUESTED', 'CREATING', 'DEPLOYING'] as const)(
    'is not one that is %s and whose execution is running',
    async (status) => {
      const voiceId = await put(status, 'running', { updatedAt: ago(90_000) });
      expect(await recover(voiceId)).toMatchObject({ started: 0, restarted: 0, run: 0 });
      expect(stored.started).toEqual([]);
    },
  );

  it('is not one whose execution is in the list of running executions, without a read of it', async () => {
    const voiceId = await put('DEPLOYING', 'ended', { run: 2, updatedAt: ago(90_000) });
    listed = async () => [`${voiceId}-r2`];
    expect(await recover(voiceId)).toMatchObject({ restarted: 0, run: 2, queried: [] });
  });

  it.each([
    ['is not in the list', async () => []],
    ['is in the list with an earlier run only', async (voiceId: string) => [voiceId]],
    ['cannot be listed', () => Promise.reject(new Error('slow down'))],
  ])('is read if its execution %s', async (_case, list) => {
    const voiceId = await put('DEPLOYING', 'running', { run: 2, updatedAt: ago(90_000) });
    listed = () => list(voiceId);
    expect(await recover(voiceId)).toMatchObject({ restarted: 0, run: 2, queried: [`${voiceId}-r2`] });
  });

  it('is listed with at most as many requests as voices that may be stalled', async () => {
    const voiceId = await put('DEPLOYING', 'running', { updatedAt: ago(90_000) });
    const { pages, running } = await recover(voiceId);
    expect(pages).toEqual([running]);
  });

  it('is not checked until it has been unchanged for a while', async () => {
    const voiceId = await put('CREATING', 'ended', { updatedAt: ago(299) });
    expect(await recover(voiceId)).toMatchObject({ restarted: 0, queried: [] });
  });

  it.each(['OK', 'FAILED', 'TIMED_OUT', 'DELETED'] as const)(
    'does not have the settled status %s',
    async (status) => {
      const voiceId = await put(status, 'ended');
      expect(await recover(voiceId)).toMatchObject({ restarted: 0, queried: [] });
    },
  );

  it('is started by the next recovery if the start failed after its run number was raised', async () => {
    const voiceId = await put('CREATING', 'ended');
    stored.startsFail = true;
    expect(await recover(voiceId)).toMatchObject({ restarted: 0, failed: 1, run: 1 });
    stored.startsFail = false;
    await stored.put({ ...(await stored.read(voiceId)), updatedAt: ago(300) });
    states.set(voiceId, 'none');
    expect(await recover(voiceId)).toMatchObject({ started: 1, failed: 0, run: 1 });
    expect(stored.started).toEqual([`${voiceId}-r1`]);
  });

  it('is restarted once by two concurrent recoveries', async () => {
    const voiceId = await put('CREATING', 'ended');
    await Promise.all([recover(voiceId), recover(voiceId)]);
    expect((await stored.read(voiceId))?.run).toBe(1);
    expect(new Set(stored.started)).toEqual(new Set([`${voiceId}-r1`]));
  });

  it('is only counted by a dry run', async () => {
    const voiceId = await put('CREATING', 'ended');
    expect(await recover(voiceId, true)).toMatchObject({ restarted: 1, run: 0 });
    expect(stored.started).toEqual([]);
  });
});
