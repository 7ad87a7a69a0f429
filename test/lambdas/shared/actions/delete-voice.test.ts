import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeleteVoiceDependencies } from '../../../../lambdas/shared/actions/delete-voice.ts';
import { deleteVoice } from '../../../../lambdas/shared/actions/delete-voice.ts';
import type { VoiceStore } from '../../../../lambdas/shared/stores/voices.ts';
import { newVoiceId } from '../../../../lambdas/shared/voice/ids.ts';
import type { VoiceRecord } from '../../../../lambdas/shared/voice/record.ts';
import { eventsOfTransition } from '../../../../lambdas/shared/voice/voice-event.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant } from '../../../support/voices.ts';

let voices: StoredVoices;
beforeAll(async () => {
  voices = await StoredVoices.start();
});
afterAll(() => voices.stop());

const time = instant.toISOString();
const graceEnds = new Date(instant.getTime() + 3_600_000).toISOString();
const reason = { code: 'review_rejected' };

function remove(voiceId: string, parts: Partial<DeleteVoiceDependencies> = {}) {
  return deleteVoice({ voiceId, owner: 'ann' }, { ...voices.dependencies(), graceSeconds: 3_600, ...parts });
}

async function approve(record: VoiceRecord): Promise<void> {
  const change = { now: instant };
  const events = eventsOfTransition(record, 'approved', change);
  await voices.store.transition(record, 'approved', { ...change, events });
}

/** The methods of a store that a deletion calls. */
function bound(store: VoiceStore): DeleteVoiceDependencies['voices'] {
  return {
    read: (id) => store.read(id),
    transition: (...parts) => store.transition(...parts),
    requestDeletion: (...parts) => store.requestDeletion(...parts),
    clearEvent: (...parts) => store.clearEvent(...parts),
  };
}

describe('deleteVoice', () => {
  it.each([
    ['DEPLOYING', { reviewStartedAt: time }],
    ['OK', {}],
    ['UNDEPLOYED', { reason }],
    ['TIMED_OUT', { reason }],
    ['REQUESTED', { providerVoiceId: undefined }],
  ])('deletes a voice that is %s restorably, and publishes the event', async (status, parts) => {
    const voiceId = await voices.put({ status, ...parts });
    const { record, accepted } = await remove(voiceId);
    expect(accepted).toBe(false);
    expect(record).toMatchObject({ status: 'DELETED', deletedAt: time, purgeAt: graceEnds });
    expect(await voices.read(voiceId)).toMatchObject({
      status: 'DELETED',
      statusBeforeDelete: status,
      sequence: 3,
      pendingEvents: {},
    });
    expect(voices.eventsOf(voiceId)).toEqual(['Voice Deleted']);
  });

  it('publishes the deleted voice in its event', async () => {
    const voiceId = await voices.put({});
    await remove(voiceId);
    const event = voices.published.find(({ detail }) => detail.includes(voiceId));
    expect(JSON.parse(event?.detail ?? '')).toMatchObject({
      eventId: `${voiceId}-3`,
      voice: { status: 'DELETED', use: null, deletedAt: time, purgeAt: graceEnds, sequence: 3 },
    });
  });

  it('leaves the deletion of a voice that is being created to its workflow', async () => {
    const voiceId = await voices.put({ status: 'CREATING', providerVoiceId: undefined });
    const { record, accepted } = await remove(voiceId);
    expect(accepted).toBe(true);
    expect(record).toMatchObject({
      status: 'CREATING',
      deleteRequested: { at: time, by: 'ann', purgeAt: graceEnds },
    });
    expect(await remove(voiceId)).toMatchObject({ accepted: true });
    expect(voices.eventsOf(voiceId)).toEqual([]);
  });

  it.each([
    ['DELETED', { deletedAt: time, purgeAt: time, statusBeforeDelete: 'OK' }],
    ['PURGED', {}],
    ['EXPIRED', { purgeAt: time }],
  ])('succeeds without a change for a voice that is %s', async (status, parts) => {
    const voiceId = await voices.put({ status, ...parts });
    const before = await voices.read(voiceId);
    expect(await remove(voiceId)).toEqual({ record: before, accepted: false });
    expect(await voices.read(voiceId)).toEqual(before);
  });

  it('rejects a voice that was never created', async () => {
    const voiceId = await voices.put({ status: 'FAILED', providerVoiceId: undefined, reason });
    await expect(remove(voiceId)).rejects.toMatchObject({
      details: { code: 'invalid_state', status: 'FAILED' },
    });
  });

  it.each(['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT'])(
    'rejects a voice that is %s and that aliases hold, and names them',
    async (status) => {
      const parts = { status, reviewStartedAt: time, reason };
      const voiceId = await voices.putHeld(parts, ['reader', 'narrator']);
      const before = await voices.read(voiceId);
      await expect(remove(voiceId)).rejects.toMatchObject({
        details: { code: 'voice_in_use', aliases: ['narrator', 'reader'] },
      });
      expect(await voices.read(voiceId)).toEqual(before);
    },
  );

  it('rejects a voice that an alias holds only after the record was read', async () => {
    const voiceId = await voices.put({});
    const { voices: store } = voices.dependencies();
    let reads = 0;
    const read: VoiceStore['read'] = async (id) => {
      const record = await store.read(id);
      if (reads++ > 0) return record;
      await voices.putItem({ ...record, holds: new Set(['narrator/move-a']) });
      await voices.pointAt(id, 'narrator');
      return record;
    };
    const parts = { voices: { ...bound(store), read } };
    await expect(remove(voiceId, parts)).rejects.toMatchObject({ details: { code: 'voice_in_use' } });
    expect(await voices.read(voiceId)).toMatchObject({ status: 'OK' });
  });

  it('releases holds that no alias uses, and deletes the voice', async () => {
    const voiceId = await voices.put({ holds: new Set(['unknown/move-a', 'elsewhere/move-b']) });
    await voices.pointAt(await voices.put({}), 'elsewhere');
    expect((await remove(voiceId)).record.status).toBe('DELETED');
    expect((await voices.read(voiceId))?.holds).toBeUndefined();
  });

  it('rejects an unknown voice', async () => {
    await expect(remove(newVoiceId(instant))).rejects.toMatchObject({ details: { code: 'not_found' } });
  });

  it('succeeds when the bus does not accept its event, which stays pending', async () => {
    const voiceId = await voices.put({});
    voices.busFails = true;
    const { record } = await remove(voiceId).finally(() => {
      voices.busFails = false;
    });
    expect(record.status).toBe('DELETED');
    expect(Object.keys((await voices.read(voiceId))?.pendingEvents ?? {})).toEqual(['3']);
    expect(voices.logged).toContain('an event stays pending');
  });

  it('repeats the deletion when a review ends meanwhile', async () => {
    const voiceId = await voices.put({ status: 'DEPLOYING', reviewStartedAt: time });
    let reads = 0;
    const { record } = await remove(voiceId, {
      voices: {
        ...bound(voices.store),
        read: async (id) => {
          const read = await voices.read(id);
          if (read && reads++ === 0) await approve(read);
          return read;
        },
      },
    });
    expect(record).toMatchObject({ status: 'DELETED', statusBeforeDelete: 'OK' });
  });

  it('deletes a voice once for ten concurrent callers', async () => {
    const voiceId = await voices.put({});
    const all = await Promise.all(Array.from({ length: 10 }, () => remove(voiceId)));
    expect(all.map(({ record }) => record.status)).toEqual(Array(10).fill('DELETED'));
    expect(await voices.read(voiceId)).toMatchObject({ sequence: 3 });
    expect(
      new Set(voices.published.filter(({ detail }) => detail.includes(voiceId)).map(({ detail }) => detail))
        .size,
    ).toBe(1);
  });
});
