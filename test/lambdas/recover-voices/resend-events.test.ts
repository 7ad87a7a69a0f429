import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { resendEvents } from '../../../lambdas/recover-voices/resend-events.ts';
import { applyTransition } from '../../../lambdas/shared/actions/apply-transition.ts';
import { DynamoReconciliationStore } from '../../../lambdas/shared/stores/reconciliation.ts';
import { DynamoVoicesByStatus } from '../../../lambdas/shared/stores/voices-by-status.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant, voiceAt } from '../../support/voices.ts';

const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);
let stored: StoredVoices;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());
beforeEach(async () => {
  stored.busFails = false;
  await resend(10_000);
  stored.published.length = 0;
});

function dependencies() {
  return {
    ...stored.dependencies(),
    voicesByStatus: new DynamoVoicesByStatus(stored.client, stored.tableName),
    reconciliation: new DynamoReconciliationStore(stored.client, stored.tableName),
    pendingSeconds: 60,
  };
}
const resend = (seconds: number, dryRun = false) =>
  resendEvents(dryRun, { ...dependencies(), now: () => at(seconds) });

async function read(voiceId: string) {
  const record = await stored.read(voiceId);
  if (!record) throw new Error('no record');
  return record;
}

/** Stores a voice that was adopted and then deleted while the bus rejected events. */
async function unannounced(): Promise<string> {
  const { voiceId: _, ...record } = voiceAt('FAILED', { family: 'qwen', providerVoiceId: 'voice-a' });
  const voiceId = await stored.put(record);
  stored.busFails = true;
  await applyTransition(await read(voiceId), 'adoptedReady', { now: at(0) }, dependencies());
  const change = { now: at(1), purgeAt: at(99), statusBeforeDelete: 'OK' } as const;
  await applyTransition(await read(voiceId), 'deleted', change, dependencies());
  stored.busFails = false;
  return voiceId;
}
const isListed = async (voiceId: string) => (await stored.item(voiceId))?.announcing !== 'ANNOUNCED';

describe('pending events', () => {
  it('are sent unchanged and in order, and removed from the record', async () => {
    const voiceId = await unannounced();
    const pending = Object.values((await read(voiceId)).pendingEvents);
    expect(await resend(61)).toEqual({ resent: 3, unannounced: 0 });
    expect(stored.eventsOf(voiceId)).toEqual(['Voice Created', 'Voice Ready', 'Voice Deleted']);
    expect(stored.published).toEqual(pending);
    expect((await read(voiceId)).pendingEvents).toEqual({});
    expect(await isListed(voiceId)).toBe(false);
    expect(await resend(120)).toEqual({ resent: 0, unannounced: 0 });
  });

  it('are not sent again within the first minute', async () => {
    await unannounced();
    expect(await resend(60)).toEqual({ resent: 0, unannounced: 0 });
  });

  it('stay pending while the bus rejects them, and are sent by a later run', async () => {
    const voiceId = await unannounced();
    stored.busFails = true;
    expect(await resend(61)).toEqual({ resent: 0, unannounced: 1 });
    expect(await isListed(voiceId)).toBe(true);
    stored.busFails = false;
    expect(await resend(62)).toEqual({ resent: 3, unannounced: 0 });
  });

  it('are left to the next run after the bus has rejected those of five voices', async () => {
    for (let voice = 0; voice < 7; voice += 1) await unannounced();
    stored.busFails = true;
    expect(await resend(61)).toEqual({ resent: 0, unannounced: 5 });
    stored.busFails = false;
    expect(await resend(62)).toEqual({ resent: 21, unannounced: 0 });
  });

  it('are only counted by a dry run', async () => {
    const voiceId = await unannounced();
    expect(await resend(61, true)).toEqual({ resent: 3, unannounced: 0 });
    expect(stored.published).toEqual([]);
    expect(Object.keys((await read(voiceId)).pendingEvents)).toEqual(['4', '5', '6']);
  });

  it('are found again if the voice changes while they are sent', async () => {
    const voiceId = await unannounced();
    const { publisher, ...others } = dependencies();
    const interrupted = {
      ...others,
      now: () => at(61),
      publisher: {
        publish: async (event: Parameters<typeof publisher.publish>[0]) => {
          await publisher.publish(event);
          const record = await read(voiceId);
          if (record.status !== 'DELETED') return;
          stored.busFails = true;
          await applyTransition(record, 'restoredReady', { now: at(61) }, dependencies());
          stored.busFails = false;
        },
      },
    };
    expect(await resendEvents(false, interrupted)).toEqual({ resent: 3, unannounced: 0 });
    expect(await isListed(voiceId)).toBe(true);
    expect(await resend(122)).toEqual({ resent: 1, unannounced: 0 });
    expect(stored.eventsOf(voiceId).at(-1)).toBe('Voice Restored');
  });
});

describe('a voice whose events were all published', () => {
  it('is read once, and not again until it changes', async () => {
    const { voiceId: _, ...record } = voiceAt('TIMED_OUT');
    const voiceId = await stored.put(record);
    await applyTransition(await read(voiceId), 'approvedLate', { now: at(0) }, dependencies());
    expect(await isListed(voiceId)).toBe(true);
    expect(await resend(61)).toEqual({ resent: 0, unannounced: 0 });
    expect(await isListed(voiceId)).toBe(false);
    expect(stored.eventsOf(voiceId)).toEqual(['Voice Ready']);
  });
});
