import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecoverVoicesDependencies } from '../../../lambdas/recover-voices/dependencies.ts';
import { makeHandler } from '../../../lambdas/recover-voices/handler.ts';
import { DynamoAliasStore } from '../../../lambdas/shared/stores/aliases.ts';
import { DynamoAuditionIndex } from '../../../lambdas/shared/stores/audition-lists.ts';
import { DynamoReconciliationStore } from '../../../lambdas/shared/stores/reconciliation.ts';
import { DynamoVoicesByStatus } from '../../../lambdas/shared/stores/voices-by-status.ts';
import { storedAudition } from '../../support/auditions.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant, voiceAt } from '../../support/voices.ts';

const recoveries = ['stalled voices', 'auditions', 'aliases', 'former voices', 'pending events'] as const;
type Recovery = (typeof recoveries)[number];

const now = new Date(instant.getTime() + 600_000);
let stored: StoredVoices;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());
beforeEach(() => {
  stored.started.length = 0;
  stored.published.length = 0;
  stored.logged.length = 0;
});

/** Returns the dependencies of a run in which the first query of each given recovery fails. */
function dependencies(failing: readonly Recovery[]): RecoverVoicesDependencies {
  const { client, tableName } = stored;
  const auditionIndex = new DynamoAuditionIndex(client, tableName);
  const aliases = new DynamoAliasStore(client, tableName);
  const voicesByStatus = new DynamoVoicesByStatus(client, tableName);
  const fail = () => {
    throw new Error('the index cannot be read');
  };
  if (failing.includes('stalled voices')) voicesByStatus.unchangedSince = fail;
  if (failing.includes('auditions')) auditionIndex.unfinishedSince = fail;
  if (failing.includes('aliases')) aliases.unfinishedSince = fail;
  if (failing.includes('former voices')) voicesByStatus.retiredUntil = fail;
  if (failing.includes('pending events')) voicesByStatus.unannouncedSince = fail;
  const own = stored.dependencies();
  return {
    ...own,
    auditionIndex,
    aliases,
    voicesByStatus,
    executions: { ...own.executions, state: async () => 'none' as const },
    runningExecutions: { names: async () => new Set() },
    reconciliation: new DynamoReconciliationStore(client, tableName),
    stalledSeconds: 300,
    pendingSeconds: 300,
    now: () => now,
  };
}

/** Stores work for each recovery. Returns the recoveries that have finished it. */
async function work(): Promise<() => Promise<readonly Recovery[]>> {
  const past = instant.toISOString();
  const stalled = await stored.put({ status: 'REQUESTED', providerVoiceId: undefined, updatedAt: past });
  const { auditionId } = await storedAudition(stored);
  const { voiceId: _, ...expired } = voiceAt('EXPIRED');
  const held = await stored.putHeld(expired, ['removed']);
  await stored.remove('ALIAS#removed');
  const former = await stored.put({ retireAt: past });
  const event = { detailType: 'Voice Ready', detail: '{}' };
  const announced = await stored.put({ pendingEvents: { 1: event }, announcing: 'OK', updatedAt: past });
  return async () => {
    const done: Readonly<Record<Recovery, boolean>> = {
      'stalled voices': stored.started.includes(`${stalled}-r0`),
      auditions: (await stored.auditions.read(auditionId))?.status === 'READY',
      aliases: (await stored.item(held))?.holds === undefined,
      'former voices': (await stored.read(former))?.status === 'DELETED',
      'pending events': Object.keys((await stored.read(announced))?.pendingEvents ?? {}).length === 0,
    };
    return recoveries.filter((recovery) => done[recovery]);
  };
}

describe('recover voices', () => {
  it('does the work of all recoveries', async () => {
    const done = await work();
    const report = await makeHandler(() => dependencies([]))({ dryRun: false });
    expect(await done()).toEqual(recoveries);
    expect(report).toMatchObject({ started: 1, auditionsFailed: 0, aliasesFailed: 0, retired: 1, resent: 1 });
    expect(stored.logged).toEqual([]);
  });

  it.each(recoveries)('does the work of all other recoveries if that of the %s fails', async (failing) => {
    const done = await work();
    const run = makeHandler(() => dependencies([failing]))({ dryRun: false });
    await expect(run).rejects.toMatchObject({
      name: 'RecoveryError',
      message: `1 of 5 recoveries failed: ${failing}`,
    });
    expect(await done()).toEqual(recoveries.filter((recovery) => recovery !== failing));
    expect(stored.logged).toEqual(['recovery failed']);
  });

  it('continues with the aliases of other voices if the record of one cannot be read', async () => {
    const unreadable = await stored.putHeld({ status: 'EXPIRED' }, ['unreadable']);
    const done = await work();
    const report = await makeHandler(() => dependencies([]))({ dryRun: false });
    await stored.remove(unreadable);
    expect(await done()).toEqual(recoveries);
    expect(report).toMatchObject({ aliasesFailed: 1 });
    expect(stored.logged).toEqual(['holds of an expired voice not released']);
  });

  it('names every recovery that failed', async () => {
    const run = makeHandler(() => dependencies(['auditions', 'pending events']))({ dryRun: false });
    await expect(run).rejects.toThrow('2 of 5 recoveries failed: auditions, pending events');
    expect(stored.logged).toEqual(['recovery failed', 'recovery failed']);
  });
});
