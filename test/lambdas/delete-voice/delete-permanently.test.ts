import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type DeletePermanentlyDependencies,
  deletePermanently,
} from '../../../lambdas/delete-voice/delete-permanently.ts';
import { makeHandler } from '../../../lambdas/delete-voice/handler.ts';
import { restoreVoice } from '../../../lambdas/restore-voice/restore-voice.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { proxyEvent } from '../../support/http-events.ts';
import { MemorySwitches } from '../../support/memory-stores.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

let voices: StoredVoices;
let switches: MemorySwitches;
beforeAll(async () => {
  voices = await StoredVoices.start();
});
beforeEach(() => {
  switches = new MemorySwitches();
  voices.startsFail = false;
});
afterAll(() => voices.stop());

const time = instant.toISOString();
const later = new Date(instant.getTime() + 3_600_000).toISOString();
const reason = { code: 'review_rejected' };
const deleted = (parts: Readonly<Record<string, unknown>> = {}) =>
  voices.put({ status: 'DELETED', statusBeforeDelete: 'OK', deletedAt: time, purgeAt: later, ...parts });
const creating = (parts: Readonly<Record<string, unknown>> = {}) =>
  voices.put({ status: 'CREATING', providerVoiceId: undefined, ...parts });
const startsOf = (voiceId: string) => voices.started.filter((name) => name === `purge ${voiceId}`).length;

const dependencies = (): DeletePermanentlyDependencies => ({
  ...voices.dependencies(),
  switches,
  graceSeconds: 3_600,
});
const remove = (voiceId: string, parts: Partial<DeletePermanentlyDependencies> = {}) =>
  deletePermanently({ voiceId, owner: 'ann' }, { ...dependencies(), ...parts });

describe('a permanent deletion', () => {
  it.each([
    ['DEPLOYING', { reviewStartedAt: time }],
    ['OK', {}],
    ['UNDEPLOYED', { reason }],
    ['TIMED_OUT', { reason }],
    ['REQUESTED', { providerVoiceId: undefined }],
  ])('marks a voice that is %s as deleted, and starts its purge', async (status, parts) => {
    const voiceId = await voices.put({ status, ...parts });
    const { record, accepted } = await remove(voiceId);
    expect(accepted).toBe(true);
    expect(record).toMatchObject({ status: 'DELETED', purgeAt: time, statusBeforeDelete: status });
    expect(voices.eventsOf(voiceId)).toEqual(['Voice Deleted']);
    expect(startsOf(voiceId)).toBe(1);
  });

  it.each(['DELETED', 'EXPIRED'])('publishes no second event for a voice that is %s', async (status) => {
    const voiceId = await deleted({ status });
    expect(await remove(voiceId)).toMatchObject({ accepted: true, record: { status, purgeAt: time } });
    expect(voices.eventsOf(voiceId)).toEqual([]);
    expect(startsOf(voiceId)).toBe(1);
  });

  it('makes a voice due that keeps its place past its purgeAt', async () => {
    const deletedAt = new Date(instant.getTime() - 7_200_000).toISOString();
    const purgeAt = new Date(instant.getTime() - 3_600_000).toISOString();
    const voiceId = await deleted({ deletedAt, purgeAt });
    expect(await remove(voiceId)).toMatchObject({
      accepted: true,
      record: { deletedAt, purgeAt: deletedAt },
    });
    expect(await remove(voiceId)).toMatchObject({ record: { purgeAt: deletedAt } });
  });

  it('makes a voice that is being created due as soon as it has been created', async () => {
    const voiceId = await creating();
    expect(await remove(voiceId)).toMatchObject({
      accepted: true,
      record: { status: 'CREATING', deleteRequested: { by: 'ann', purgeAt: time } },
    });
    const requested = await creating({ deleteRequested: { at: time, by: 'bob', purgeAt: later } });
    expect((await remove(requested)).record.deleteRequested).toEqual({ at: time, by: 'bob', purgeAt: time });
    expect(startsOf(voiceId) + startsOf(requested)).toBe(0);
  });

  it('has no effect on a purged voice, even while deletes are switched off', async () => {
    const voiceId = await voices.put({ status: 'PURGED' });
    const before = await voices.read(voiceId);
    switches.deletes = false;
    expect(await remove(voiceId)).toEqual({ record: before, accepted: false });
    expect(startsOf(voiceId)).toBe(0);
  });

  it('starts no second purge of a voice that a purge has claimed', async () => {
    const purgeClaim = { id: 'purge-1', until: later };
    const claimed = await deleted({ purgeAt: time, purgeClaim });
    const rejected = await voices.put({ status: 'UNDEPLOYED', reason, purgeAt: time, purgeClaim });
    for (const voiceId of [claimed, rejected]) {
      const before = await voices.read(voiceId);
      expect(await remove(voiceId)).toEqual({ record: before, accepted: true });
      expect(startsOf(voiceId)).toBe(0);
    }
  });

  it('leaves the voice to the scheduled purge if a purge could not be started', async () => {
    voices.startsFail = true;
    const voiceId = await deleted();
    expect(await remove(voiceId)).toMatchObject({ accepted: true, record: { purgeAt: time } });
    expect(voices.logged).toContain('purge not started');
  });

  it('changes nothing while deletes are switched off', async () => {
    switches.deletes = false;
    const voiceId = await voices.put({});
    const before = await voices.read(voiceId);
    await expect(remove(voiceId)).rejects.toMatchObject({ details: { code: 'deletes_disabled' } });
    expect(await voices.read(voiceId)).toEqual(before);
    expect(startsOf(voiceId)).toBe(0);
  });

  it.each(['OK', 'EXPIRED'])('is refused for a voice that is %s and that an alias holds', async (status) => {
    const voiceId = await voices.putHeld({ status, purgeAt: later }, ['narrator']);
    const before = await voices.read(voiceId);
    await expect(remove(voiceId)).rejects.toMatchObject({
      details: { code: 'voice_in_use', aliases: ['narrator'] },
    });
    expect(await voices.read(voiceId)).toEqual(before);
    expect(startsOf(voiceId)).toBe(0);
  });

  it('is refused for a voice that was never created, and for an unknown voice', async () => {
    const voiceId = await voices.put({ status: 'FAILED', providerVoiceId: undefined, reason });
    await expect(remove(voiceId)).rejects.toMatchObject({ details: { code: 'invalid_state' } });
    await expect(remove(newVoiceId(instant))).rejects.toMatchObject({ details: { code: 'not_found' } });
  });

  it('is repeated on the restored voice if it coincides with a restoration', async () => {
    const voiceId = await deleted();
    const { record } = await remove(voiceId, {
      voices: {
        read: (id) => voices.store.read(id),
        transition: (...parts) => voices.store.transition(...parts),
        requestDeletion: (...parts) => voices.store.requestDeletion(...parts),
        clearEvent: (...parts) => voices.store.clearEvent(...parts),
        bringPurgeForward: async (read, now) => {
          await restoreVoice(voiceId, { ...voices.dependencies(), rejectedGraceSeconds: 3_600 });
          return voices.store.bringPurgeForward(read, now);
        },
      },
    });
    expect(record).toMatchObject({ status: 'DELETED', purgeAt: time });
    expect(voices.eventsOf(voiceId)).toEqual(['Voice Restored', 'Voice Deleted']);
    expect(startsOf(voiceId)).toBe(1);
  });

  it('takes effect once if it is requested ten times at the same time', async () => {
    const voiceId = await voices.put({});
    await Promise.all(Array.from({ length: 10 }, () => remove(voiceId)));
    expect(await voices.read(voiceId)).toMatchObject({ status: 'DELETED', sequence: 3 });
  });
});

describe('DELETE /voices/{voiceId}?purge', () => {
  async function call(purge: readonly string[], scopes: string, owned = voices.put({})) {
    const handler = makeHandler(dependencies);
    const voiceId = await owned;
    const query = purge.length > 0 ? { purge } : undefined;
    const event = proxyEvent({ method: 'DELETE', pathParameters: { voiceId }, query, scopes });
    const { statusCode, body } = await handler(event);
    return { status: statusCode, body: JSON.parse(body), purges: startsOf(voiceId) };
  }

  it.each<[purge: string[], scopes: string, status: number, purges: number]>([
    [['true'], 'admin', 202, 1],
    [['true'], 'read write', 403, 0],
    [['false'], 'write', 200, 0],
    [[], 'write', 200, 0],
    [['false'], 'admin', 403, 0],
    [['false', 'true'], 'write', 403, 0],
    [['false', 'true'], 'admin', 400, 0],
    [['yes'], 'write', 400, 0],
    [[''], 'write', 400, 0],
  ])('=%j with the scopes %j gets %i', async (purge, scopes, status, purges) => {
    const answer = await call(purge, scopes);
    expect([answer.status, answer.purges]).toEqual([status, purges]);
    if (status === 400) expect(answer.body.errors).toMatchObject([{ parameter: 'purge' }]);
    if (status === 403) expect(answer.body.detail).toContain(purge.includes('true') ? 'admin' : 'write');
  });

  it('=true for a purged voice gets its record', async () => {
    const { status, body } = await call(['true'], 'admin', voices.put({ status: 'PURGED' }));
    expect([status, body.status]).toEqual([200, 'PURGED']);
  });
});
