import { describe, expect, it } from '@jest/globals';
import {
  type DeletionDependencies,
  deleteTargets,
  targetsOf,
} from '../../../lambdas/purge-voice/delete-at-provider.ts';
import { DashScopeServerError, DashScopeThrottledError } from '../../../lambdas/shared/dashscope/index.ts';
import { founded } from '../../../lambdas/shared/voice/accounts.ts';
import { discardingLog } from '../../support/discarding-log.ts';
import { MemorySwitches } from '../../support/memory-stores.ts';
import { accountWithKey } from '../../support/provider-account.ts';
import { instant, voiceAt } from '../../support/voices.ts';

const keyId = 'key-a';
const attempt = { name: 'vdabcdefgb', state: 'MADE', releases: 0, keyId, extraVoiceIds: ['voice-b'] };
const deleted = voiceAt('DELETED', { keyId, providerVoiceId: 'voice-a', attempts: { 1: attempt } });

/** Deletes both voices of the record. The provider returns `answer` to each delete. */
async function deleteBoth(
  answer: (providerVoiceId: string) => Promise<void> | void,
  parts: {
    readonly keyInForce?: string;
    readonly switches?: MemorySwitches;
    /** An orphan that reconciliation has deleted. */
    readonly removed?: string;
  } = {},
) {
  const calls: string[] = [];
  const lease = { taken: 0, returned: 0 };
  const dependencies: DeletionDependencies = {
    voices: { read: async () => null },
    providerVoices: { ownerOf: async () => null },
    accountStore: { read: async () => founded(keyId, instant) },
    orphans: { isDeleted: async (id) => id === parts.removed },
    claims: { recordGone: async () => undefined },
    scans: {
      read: async () => Promise.reject(new Error('no scan is needed')),
      takeDeleteLease: async () => {
        lease.taken += 1;
      },
      releaseDeleteLease: async () => {
        lease.returned += 1;
      },
    },
    switches: parts.switches ?? new MemorySwitches(),
    clientOf: () => ({
      deleteVoice: async ({ providerVoiceId }) => {
        calls.push(providerVoiceId);
        await answer(providerVoiceId);
        return { alreadyGone: false, requestId: null };
      },
      walkVoices: () => {
        throw new Error('no scan is needed');
      },
    }),
    settings: { leaseSeconds: 90 },
    now: () => instant,
    log: discardingLog,
  };
  const deletion = {
    record: deleted,
    targets: await targetsOf(deleted, dependencies),
    account: accountWithKey(parts.keyInForce ?? keyId),
    claimId: 'purge-a',
    claim: async () => undefined,
  };
  const outcome = await deleteTargets(deletion, dependencies).catch((error: unknown) => error);
  return { outcome, calls, lease };
}

describe('deleting the voices of a record', () => {
  it('deletes all voices under one lease, which it releases', async () => {
    expect(await deleteBoth(() => undefined)).toEqual({
      outcome: true,
      calls: ['voice-a', 'voice-b'],
      lease: { taken: 1, returned: 1 },
    });
  });

  it('skips an extra voice that reconciliation has deleted', async () => {
    expect(await deleteBoth(() => undefined, { removed: 'voice-b' })).toMatchObject({
      outcome: true,
      calls: ['voice-a'],
    });
  });

  it('stops once deletions are switched off', async () => {
    const switches = new MemorySwitches();
    const switchOff = () => {
      switches.deletes = false;
    };
    const { outcome, calls } = await deleteBoth(switchOff, { switches });
    expect({ outcome, calls }).toEqual({ outcome: false, calls: ['voice-a'] });
  });

  it('keeps the lease while the provider may carry out an unanswered delete', async () => {
    const failure = new DashScopeServerError('failed', { certainlyNotDone: false, retryable: true });
    const { outcome, lease } = await deleteBoth(() => Promise.reject(failure));
    expect(outcome).toBe(failure);
    expect(lease).toEqual({ taken: 1, returned: 0 });
  });

  it('releases the lease after a delete that was certainly not done', async () => {
    const refused = new DashScopeThrottledError('slow down', { certainlyNotDone: true, retryable: true });
    const { lease } = await deleteBoth(() => Promise.reject(refused));
    expect(lease).toEqual({ taken: 1, returned: 1 });
  });

  it('sends nothing with a key of another account', async () => {
    const { outcome, calls, lease } = await deleteBoth(() => undefined, { keyInForce: 'key-b' });
    expect({ outcome, calls, lease }).toEqual({
      outcome: false,
      calls: [],
      lease: { taken: 0, returned: 0 },
    });
  });

  it('deletes no expired voice, because it may be listed again', async () => {
    const expired = voiceAt('EXPIRED', { keyId, providerVoiceId: 'voice-a', attempts: { 1: attempt } });
    expect(
      await targetsOf(expired, {
        accountStore: { read: async () => null },
        orphans: { isDeleted: async () => false },
      }),
    ).toEqual([]);
  });
});
