import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { advanceAudition } from '../../../../lambdas/shared/actions/advance-audition.ts';
import { cancelAudition } from '../../../../lambdas/shared/actions/cancel-audition.ts';
import { chooseCandidate } from '../../../../lambdas/shared/actions/choose-candidate.ts';
import { LostRaceError } from '../../../../lambdas/shared/stores/items.ts';
import type { AuditionRecord } from '../../../../lambdas/shared/voice/audition-record.ts';
import { type CandidateParts, storedAudition } from '../../../support/auditions.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant, voiceId as unknownId } from '../../../support/voices.ts';

let stored: StoredVoices;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());

const time = instant.toISOString();
const loserPurgeAt = new Date(instant.getTime() + 86_400_000).toISOString();
const review = { status: 'DEPLOYING', reviewStartedAt: time };
const creating = { status: 'CREATING', providerVoiceId: undefined };
const unknown = { status: 'FAILED', providerVoiceId: undefined, reason: { code: 'create_outcome_unknown' } };
const requested = { status: 'REQUESTED', providerVoiceId: undefined };
const deleted = { status: 'DELETED', statusBeforeDelete: 'OK', deletedAt: time, purgeAt: loserPurgeAt };

const audition = (parts: Partial<AuditionRecord> = {}, candidates?: CandidateParts) =>
  storedAudition(stored, parts, candidates);
const idOf = ({ candidates }: AuditionRecord, index: number) => candidates[index]?.voiceId ?? '';
const choose = ({ auditionId }: AuditionRecord, voiceId: string, alias?: string, owner = 'ann') =>
  chooseCandidate({ auditionId, voiceId, alias, owner }, stored.dependencies());
const cancel = ({ auditionId }: AuditionRecord) => cancelAudition(auditionId, stored.dependencies());
const advance = ({ auditionId }: AuditionRecord, now = instant) =>
  advanceAudition(auditionId, { ...stored.dependencies(), now: () => now });
const refusal = (details: object) => expect.objectContaining({ details: expect.objectContaining(details) });

async function statusesOf({ candidates }: AuditionRecord) {
  const records = await Promise.all(candidates.map(({ voiceId }) => stored.read(voiceId)));
  return records.map((record) => record?.status);
}

describe('a choice', () => {
  it('keeps the voice, deletes the others for a short time, and is announced once', async () => {
    const open = await audition({ status: 'READY' }, [{}, {}, {}]);
    const decided = await choose(open, idOf(open, 1));
    expect(decided).toMatchObject({ status: 'DECIDED', chosen: idOf(open, 1), sequence: 1, version: 2 });
    expect(await statusesOf(open)).toEqual(['DELETED', 'OK', 'DELETED']);
    expect(await stored.read(idOf(open, 0))).toMatchObject({
      deletedBecause: 'not_chosen',
      statusBeforeDelete: 'OK',
      purgeAt: loserPurgeAt,
    });
    expect(await stored.read(idOf(open, 1))).toMatchObject({
      keptBy: { auditionId: open.auditionId, version: 2 },
    });
    expect(stored.eventsOf(open.auditionId)).toEqual(['Audition Decided', 'Voice Deleted', 'Voice Deleted']);
    expect(await choose(open, idOf(open, 1))).toMatchObject({ version: 2, sequence: 1 });
    expect(stored.eventsOf(open.auditionId)).toHaveLength(3);
  });

  it('can be replaced: the new voice is restored, and the former is deleted', async () => {
    const open = await audition();
    await choose(open, idOf(open, 0));
    const decided = await choose(open, idOf(open, 1));
    expect(decided).toMatchObject({ chosen: idOf(open, 1), sequence: 2 });
    expect(await statusesOf(open)).toEqual(['DELETED', 'OK']);
    const former = await stored.read(idOf(open, 0));
    expect(former).toMatchObject({ deletedBecause: 'not_chosen' });
    expect(former?.keptBy).toBeUndefined();
    expect((await stored.read(idOf(open, 1)))?.deletedBecause).toBeUndefined();
    await choose(open, idOf(open, 0));
    expect(await statusesOf(open)).toEqual(['OK', 'DELETED']);
  });

  it('records who made it and when, with and without an alias', async () => {
    const open = await audition();
    expect(open).toMatchObject({ chosenBy: null, chosenAt: null });
    await choose(open, idOf(open, 0), 'narrator', 'ben');
    const read = () => stored.auditions.read(open.auditionId);
    expect(await read()).toMatchObject({ chosenBy: 'ben', chosenAt: instant.toISOString() });
    await choose(open, idOf(open, 1), undefined, 'cleo');
    expect(await read()).toMatchObject({ chosenBy: 'cleo', chosen: idOf(open, 1) });
    const unnamed = await audition();
    expect(await choose(unnamed, idOf(unnamed, 0))).toMatchObject({ chosenBy: 'ann' });
  });

  it('is possible after the audition has lapsed', async () => {
    const lapsed = await audition({ status: 'LAPSED' }, [
      { ...deleted, deletedBecause: 'not_chosen' },
      deleted,
    ]);
    expect(await choose(lapsed, idOf(lapsed, 0))).toMatchObject({ status: 'DECIDED' });
    expect(await statusesOf(lapsed)).toEqual(['OK', 'DELETED']);
  });

  it('deletes candidates in any status, and those without a voice once they have one', async () => {
    const open = await audition({}, [{}, review, requested, creating, unknown]);
    await choose(open, idOf(open, 0));
    expect(await statusesOf(open)).toEqual(['OK', 'DELETED', 'DELETED', 'CREATING', 'FAILED']);
    for (const index of [3, 4]) {
      expect(await stored.read(idOf(open, index))).toMatchObject({
        deleteRequested: { by: 'audition', purgeAt: loserPurgeAt },
        deletedBecause: 'not_chosen',
      });
    }
    expect(await stored.item(`AUDITION#${open.auditionId}`)).toHaveProperty('announcing', 'AUDITION#WORK');
  });

  it('spares a voice with an alias', async () => {
    const open = await audition({}, [{}, { holds: new Set(['narrator/move-a']) }]);
    await stored.pointAt(idOf(open, 1), 'narrator');
    await choose(open, idOf(open, 0));
    expect(await statusesOf(open)).toEqual(['OK', 'OK']);
  });

  it('spares a voice that a caller has restored after it was deleted', async () => {
    const open = await audition({}, [{}, { deletedBecause: 'not_chosen' }, {}]);
    await choose(open, idOf(open, 0));
    expect(await statusesOf(open)).toEqual(['OK', 'OK', 'DELETED']);
  });

  it('is refused for a voice that is not a candidate, with the field and the allowed ids', async () => {
    const open = await audition();
    await expect(choose(open, unknownId)).rejects.toEqual(
      refusal({
        code: 'invalid_request',
        issues: [
          expect.objectContaining({
            pointer: '/voiceId',
            code: 'not_allowed',
            allowed: [idOf(open, 0), idOf(open, 1)],
          }),
        ],
      }),
    );
    expect(await stored.auditions.read(open.auditionId)).toEqual(open);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['under review', review, 'DEPLOYING'],
    ['being created', creating, 'CREATING'],
    ['purged', { status: 'PURGED' }, 'PURGED'],
    ['deleted from a review', { ...deleted, statusBeforeDelete: 'DEPLOYING' }, 'DELETED'],
    ['being purged', { ...deleted, purgeClaim: { id: 'claim', until: time } }, 'DELETED'],
  ])('is refused for a voice %s and changes nothing', async (_, parts, status) => {
    const open = await audition({}, [parts, {}]);
    await expect(choose(open, idOf(open, 0))).rejects.toEqual(refusal({ code: 'invalid_state', status }));
    expect(await stored.auditions.read(open.auditionId)).toEqual(open);
    expect(await statusesOf(open)).toEqual([status, 'OK']);
  });

  it('that began earlier does not replace the mark of a later one', async () => {
    const { auditionId, candidates } = await audition();
    const voiceId = candidates[0]?.voiceId ?? '';
    const marks = stored.dependencies().candidates;
    await marks.keep(voiceId, { auditionId, version: 5 });
    await expect(marks.keep(voiceId, { auditionId, version: 4 })).rejects.toThrow(LostRaceError);
    expect((await stored.read(voiceId))?.keptBy).toEqual({ auditionId, version: 5 });
  });

  it('is refused in a cancelled audition', async () => {
    const cancelled = await audition({ status: 'CANCELLED' });
    await expect(choose(cancelled, idOf(cancelled, 0))).rejects.toEqual(
      refusal({ code: 'invalid_state', auditionStatus: 'CANCELLED' }),
    );
  });

  it('is refused in an unknown audition', async () => {
    const open = await audition();
    await expect(choose({ ...open, auditionId: unknownId }, idOf(open, 0))).rejects.toEqual(
      refusal({ code: 'not_found' }),
    );
  });
});

describe('a cancelled audition', () => {
  it('deletes all candidates, and can be cancelled again', async () => {
    const open = await audition({}, [{}, review, creating]);
    expect(await cancel(open)).toMatchObject({ status: 'CANCELLED', chosen: null, sequence: 1 });
    expect(await statusesOf(open)).toEqual(['DELETED', 'DELETED', 'CREATING']);
    expect(await cancel(open)).toMatchObject({ status: 'CANCELLED', sequence: 1 });
    expect(stored.eventsOf(open.auditionId)).toEqual([
      'Audition Cancelled',
      'Voice Deleted',
      'Voice Deleted',
    ]);
  });

  it('writes the records that its request has not written, so that the request creates no voice later', async () => {
    const open = await audition({ complete: false });
    await stored.remove(idOf(open, 1));
    await cancel(open);
    expect(await statusesOf(open)).toEqual(['DELETED', 'DELETED']);
    expect(await stored.auditions.read(open.auditionId)).toMatchObject({ complete: true });
    expect(stored.started).toEqual([]);
  });

  it('does not write a record that was complete and is gone', async () => {
    const open = await audition();
    await stored.remove(idOf(open, 1));
    await cancel(open);
    expect(await stored.read(idOf(open, 1))).toBeNull();
  });

  it.each(['DECIDED', 'LAPSED'] as const)('cannot follow %s', async (status) => {
    const ended = await audition({ status });
    await expect(cancel(ended)).rejects.toEqual(refusal({ code: 'invalid_state', auditionStatus: status }));
    expect(await statusesOf(ended)).toEqual(['OK', 'OK']);
  });
});

describe('an audition after an event about a candidate', () => {
  it('is READY once all are settled and one is OK, and is announced once for repeated events', async () => {
    const open = await audition({}, [{}, unknown]);
    await Promise.all([advance(open), advance(open), advance(open)]);
    expect(await stored.auditions.read(open.auditionId)).toMatchObject({ status: 'READY', sequence: 1 });
    expect(stored.eventsOf(open.auditionId)).toEqual(['Audition Ready']);
  });

  it('shows the statuses of its candidates before it changes', async () => {
    const open = await audition({}, [{}, review]);
    const { sequence, ...advanced } = { ...(await advance(open)) };
    expect(advanced).toMatchObject({
      status: 'OPEN',
      candidates: [{ status: 'OK' }, { status: 'DEPLOYING' }],
    });
    expect(sequence).toBe(0);
    expect(stored.eventsOf(open.auditionId)).toEqual([]);
  });

  it('is FAILED once none can be chosen, and READY again if one is found later', async () => {
    const open = await audition({}, [unknown, { status: 'UNDEPLOYED', reason: { code: 'review_rejected' } }]);
    expect(await advance(open)).toMatchObject({ status: 'FAILED' });
    await stored.put({ voiceId: idOf(open, 0), auditionId: open.auditionId });
    expect(await advance(open)).toMatchObject({ status: 'READY', sequence: 2 });
  });

  it('lapses at keepUntil and deletes its candidates', async () => {
    const open = await audition({ status: 'READY' });
    expect(await advance(open, new Date(open.keepUntil))).toMatchObject({ status: 'LAPSED' });
    expect(await statusesOf(open)).toEqual(['DELETED', 'DELETED']);
  });

  it('deletes a candidate that becomes OK after the end', async () => {
    const open = await audition({}, [{}, review]);
    await choose(open, idOf(open, 0));
    await stored.put({ voiceId: idOf(open, 1), auditionId: open.auditionId });
    await advance(open);
    expect(await statusesOf(open)).toEqual(['OK', 'DELETED']);
  });

  it('is not found any more after its record was removed', async () => {
    expect(await advanceAudition(unknownId, stored.dependencies())).toBeNull();
  });
});
