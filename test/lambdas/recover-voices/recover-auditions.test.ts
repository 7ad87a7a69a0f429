import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { recoverAuditions } from '../../../lambdas/recover-voices/recover-auditions.ts';
import { changeAudition } from '../../../lambdas/shared/actions/change-audition.ts';
import { DynamoAuditionIndex } from '../../../lambdas/shared/stores/audition-lists.ts';
import { DynamoCandidateStore } from '../../../lambdas/shared/stores/candidates.ts';
import { LostRaceError } from '../../../lambdas/shared/stores/items.ts';
import type { AuditionRecord } from '../../../lambdas/shared/voice/audition-record.ts';
import { type CandidateParts, storedAudition } from '../../support/auditions.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

let stored: StoredVoices;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());
beforeEach(() => {
  stored.busFails = false;
  stored.started.length = 0;
});

const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);
const recover = (seconds = 61, dryRun = false) =>
  recoverAuditions(dryRun, {
    ...stored.dependencies(),
    auditionIndex: new DynamoAuditionIndex(stored.client, stored.tableName),
    pendingSeconds: 60,
    now: () => at(seconds),
  });
/** Auditions of the current test. */
const made: AuditionRecord[] = [];
afterEach(async () => {
  for (const { auditionId } of made.splice(0)) await stored.remove(`AUDITION#${auditionId}`);
});

async function audition(parts: Partial<AuditionRecord> = {}, candidates?: CandidateParts) {
  const record = await storedAudition(stored, parts, candidates);
  made.push(record);
  return record;
}

const read = ({ auditionId }: AuditionRecord) => stored.auditions.read(auditionId);
const idOf = ({ candidates }: AuditionRecord, index: number) => candidates[index]?.voiceId ?? '';
const marks = () => new DynamoCandidateStore(stored.client, stored.tableName);
const item = ({ auditionId }: AuditionRecord) => stored.item(`AUDITION#${auditionId}`);
const requested = { status: 'REQUESTED', providerVoiceId: undefined };

async function statusesOf({ candidates }: AuditionRecord) {
  const records = await Promise.all(candidates.map(({ voiceId }) => stored.read(voiceId)));
  return records.map((record) => record?.status ?? null);
}

describe('recovery', () => {
  it('writes missing candidates under their ids, starts them, and does so once', async () => {
    const open = await audition({ complete: false }, [requested, requested]);
    await stored.remove(idOf(open, 1));
    await recover();
    expect(await statusesOf(open)).toEqual(['REQUESTED', 'REQUESTED']);
    expect(await stored.read(idOf(open, 1))).toMatchObject({ auditionId: open.auditionId, requestKey: null });
    expect(stored.started.toSorted()).toEqual(
      open.candidates.map(({ voiceId }) => `${voiceId}-r0`).toSorted(),
    );
    expect(await read(open)).toMatchObject({ complete: true, status: 'OPEN' });
    await stored.remove(idOf(open, 1));
    await recover(10_000);
    expect(await statusesOf(open)).toEqual(['REQUESTED', null]);
  });

  it('leaves a request alone that may still be writing', async () => {
    const open = await audition({ complete: false });
    await stored.remove(idOf(open, 1));
    await recover(59);
    expect(await statusesOf(open)).toEqual(['OK', null]);
  });

  it('writes no record that DynamoDB may have removed after its purge', async () => {
    const open = await audition({ complete: false, keepUntil: '2030-01-01T00:00:00.000Z' });
    await stored.remove(idOf(open, 1));
    await recover(31_536_000);
    expect(await statusesOf(open)).toEqual(['OK', null]);
  });

  it('advances an audition without any event', async () => {
    const open = await audition();
    expect(await recover()).toMatchObject({ auditionsFailed: 0 });
    expect(await read(open)).toMatchObject({ status: 'READY', sequence: 1 });
  });

  it('lapses an audition at its time and deletes its candidates', async () => {
    const ready = await audition({ status: 'READY' });
    await recover(72 * 3_600);
    expect(await read(ready)).toMatchObject({ status: 'LAPSED' });
    expect(await statusesOf(ready)).toEqual(['DELETED', 'DELETED']);
  });

  it('deletes what a closed audition has left, and then removes it from its list', async () => {
    const decided = await audition({ status: 'CANCELLED' }, [
      {},
      { status: 'CREATING', providerVoiceId: undefined },
    ]);
    await recover();
    expect(await statusesOf(decided)).toEqual(['DELETED', 'CREATING']);
    expect(await item(decided)).toHaveProperty('announcing', 'AUDITION#WORK');
    await stored.put({
      voiceId: idOf(decided, 1),
      status: 'DELETED',
      statusBeforeDelete: 'OK',
      deletedAt: at(70).toISOString(),
      purgeAt: at(80).toISOString(),
    });
    await recover(130);
    expect(await item(decided)).toHaveProperty('announcing', 'AUDITION#DONE');
    expect(await item(decided)).toHaveProperty('expiresAtEpochSeconds');
  });

  it('ends the work of a decided audition, with the statuses of its candidates and its expiry', async () => {
    const decided = await audition({ status: 'CANCELLED' });
    await recover();
    expect(await item(decided)).toMatchObject({
      expiresAtEpochSeconds: at(61).getTime() / 1_000 + 31_536_000,
      candidates: decided.candidates.map(({ voiceId }) => ({ voiceId, status: 'DELETED' })),
    });
    expect(await item(decided)).toHaveProperty('announcing', 'AUDITION#DONE');
  });

  it('does not end the work of an audition in which a choice has begun', async () => {
    const lapsed = await audition({ status: 'LAPSED' });
    await stored.auditions.recordChoiceBegun(lapsed, at(30));
    await recover(89);
    expect(await item(lapsed)).toHaveProperty('announcing', 'AUDITION#WORK');
    await expect(stored.auditions.recordFinished(lapsed, lapsed.candidates, at(0), at(0))).rejects.toThrow(
      LostRaceError,
    );
    await recover(91);
    expect(await item(lapsed)).toHaveProperty('announcing', 'AUDITION#DONE');
  });

  it('removes the mark of a choice that ended before it changed a closed audition, and deletes the voice', async () => {
    const lapsed = await audition({ status: 'LAPSED', version: 3 });
    await marks().keep(idOf(lapsed, 0), { auditionId: lapsed.auditionId, version: 4 });
    await recover();
    expect(await statusesOf(lapsed)).toEqual(['DELETED', 'DELETED']);
    expect(await read(lapsed)).toMatchObject({ version: 4, sequence: 0, status: 'LAPSED' });
  });

  it('removes such a mark from an open audition, whose voices stay', async () => {
    const ready = await audition({ status: 'READY' });
    await marks().keep(idOf(ready, 0), { auditionId: ready.auditionId, version: 2 });
    await recover();
    await recover(130);
    expect(await stored.read(idOf(ready, 0))).not.toHaveProperty('keptBy');
    expect(await statusesOf(ready)).toEqual(['OK', 'OK']);
    expect(await item(ready)).toHaveProperty('announcing', 'AUDITION#DONE');
  });

  it('keeps the mark of a choice that may still succeed', async () => {
    const ready = await audition({ status: 'READY' });
    await marks().keep(idOf(ready, 0), { auditionId: ready.auditionId, version: 2 });
    await recover(59);
    expect(await stored.read(idOf(ready, 0))).toHaveProperty('keptBy');
    expect(await read(ready)).toMatchObject({ version: 1 });
  });

  it('sends a pending event again, unchanged', async () => {
    const open = await audition({ complete: true });
    stored.busFails = true;
    const change = { status: 'READY', chosen: null, candidates: open.candidates } as const;
    await changeAudition(open, change, stored.dependencies());
    expect(stored.eventsOf(open.auditionId)).toEqual([]);
    await recover();
    expect(await read(open)).toMatchObject({ pendingEvents: { 1: { detailType: 'Audition Ready' } } });
    stored.busFails = false;
    await recover(130);
    expect(stored.eventsOf(open.auditionId)).toEqual(['Audition Ready']);
    expect(await read(open)).toMatchObject({ pendingEvents: {}, sequence: 1 });
    await recover(200);
    expect(await item(open)).toHaveProperty('announcing', 'AUDITION#DONE');
  });

  it('changes nothing in a dry run', async () => {
    const ready = await audition({ status: 'READY' });
    const report = await recover(72 * 3_600, true);
    expect(report.auditions).toBeGreaterThan(0);
    expect(await read(ready)).toEqual(ready);
  });
});
