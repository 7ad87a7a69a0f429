import { describe, expect, it } from '@jest/globals';
import {
  type AuditionStatus,
  auditionStatuses,
  closedStatuses,
  type Status,
  settledStatuses,
  statuses,
} from '../../../../lambdas/shared/contract.ts';
import {
  candidateStatuses,
  closingStep,
  isChoosable,
  isClosed,
  statusAfter,
} from '../../../../lambdas/shared/voice/audition-rules.ts';
import { openAudition } from '../../../support/auditions.ts';
import fc from '../../../support/fast-check.ts';
import { instant, readyVoice, voiceAt } from '../../../support/voices.ts';

const keepUntil = new Date(instant.getTime() + 60_000).toISOString();
const advanced = (status: AuditionStatus, candidates: readonly Status[], now = instant) =>
  statusAfter({ status, keepUntil }, candidates, now);
const isSettled = (status: Status) => settledStatuses.some((settled) => settled === status);

/** Statuses of a candidate in the order in which it can have them. */
const life: fc.Arbitrary<readonly Status[]> = fc.constantFrom<readonly Status[]>(
  ['REQUESTED', 'CREATING', 'DEPLOYING', 'OK'],
  ['REQUESTED', 'CREATING', 'DEPLOYING', 'UNDEPLOYED'],
  ['REQUESTED', 'CREATING', 'DEPLOYING', 'TIMED_OUT', 'OK'],
  ['REQUESTED', 'CREATING', 'FAILED'],
  ['REQUESTED', 'CREATING', 'FAILED', 'DEPLOYING', 'OK'],
  ['REQUESTED', 'CREATING', 'OK'],
  ['REQUESTED', 'DELETED'],
  ['REQUESTED', 'CREATING', 'OK', 'DELETED'],
  ['REQUESTED', 'CREATING', 'OK', 'EXPIRED'],
);

describe('an audition', () => {
  it.each<[AuditionStatus, readonly Status[], AuditionStatus]>([
    ['OPEN', ['OK', 'DEPLOYING'], 'OPEN'],
    ['OPEN', ['OK', 'FAILED'], 'READY'],
    ['OPEN', ['FAILED', 'UNDEPLOYED'], 'FAILED'],
    ['OPEN', ['TIMED_OUT', 'DELETED'], 'FAILED'],
    ['FAILED', ['OK', 'FAILED'], 'READY'],
    ['FAILED', ['OK', 'DEPLOYING'], 'READY'],
    ['FAILED', ['DEPLOYING', 'FAILED'], 'FAILED'],
    ['READY', ['DELETED', 'EXPIRED'], 'FAILED'],
    ['READY', ['DEPLOYING', 'DELETED'], 'READY'],
    ['DECIDED', ['DELETED', 'DELETED'], 'DECIDED'],
    ['LAPSED', ['OK', 'OK'], 'LAPSED'],
    ['CANCELLED', ['OK', 'OK'], 'CANCELLED'],
  ])('that is %s with candidates %p is then %s', (status, candidates, next) => {
    expect(advanced(status, candidates)).toBe(next);
  });

  it('lapses at keepUntil, whatever its candidates are, unless it has ended', () => {
    const end = new Date(keepUntil);
    const anyStatuses = fc.array(fc.constantFrom(...statuses), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(fc.constantFrom(...auditionStatuses), anyStatuses, (status, candidates) => {
        expect(advanced(status, candidates, end)).toBe(isClosed(status) ? status : 'LAPSED');
        const before = advanced(status, candidates, new Date(end.getTime() - 1));
        expect(before === 'LAPSED').toBe(status === 'LAPSED');
      }),
    );
  });

  it('ends READY or FAILED by its candidates alone, with events in any order, repeated or lost', () => {
    const lives = fc.array(life, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(lives, fc.infiniteStream(fc.nat()), fc.array(fc.boolean()), (all, choices, delivered) => {
        const current = all.map(() => 0);
        const now = () => all.map((each, index) => each[current[index] ?? 0] ?? 'REQUESTED');
        let status: AuditionStatus = 'OPEN';
        for (
          let step = 0;
          now().some((_, index) => (current[index] ?? 0) < (all[index]?.length ?? 1) - 1);
          step += 1
        ) {
          const movable = all.flatMap((each, index) =>
            (current[index] ?? 0) < each.length - 1 ? [index] : [],
          );
          const moved = movable[Number(choices.next().value) % movable.length] ?? 0;
          current[moved] = (current[moved] ?? 0) + 1;
          // Each event may be lost, or cause one or two calls. The statuses that a call reads are the current ones.
          const calls = delivered[step % Math.max(1, delivered.length)] ? 2 : 0;
          for (let call = 0; call < calls; call += 1) status = advanced(status, now());
        }
        // Recovery calls once more.
        status = advanced(status, now());
        const isEnd = now().every(isSettled);
        expect(isEnd).toBe(true);
        expect(status).toBe(now().includes('OK') ? 'READY' : 'FAILED');
        expect(advanced(status, now())).toBe(status);
      }),
    );
  });

  it('never leaves a closed status by an event', () => {
    const anyStatuses = fc.array(fc.constantFrom(...statuses), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(fc.constantFrom(...closedStatuses), anyStatuses, fc.nat(120_000), (status, all, ms) => {
        expect(advanced(status, all, new Date(instant.getTime() + ms))).toBe(status);
      }),
    );
  });

  it('counts a missing record as not written before it is complete, and as purged after that', () => {
    const ready = readyVoice();
    expect(candidateStatuses({ complete: false }, [null, ready])).toEqual(['REQUESTED', 'OK']);
    expect(candidateStatuses({ complete: true }, [null, ready])).toEqual(['PURGED', 'OK']);
  });
});

describe('a candidate', () => {
  const purgeClaim = { id: 'claim', until: instant.toISOString() };

  it('can be chosen if it is OK, or deleted from OK and not being purged', () => {
    for (const status of statuses) {
      expect([status, isChoosable(voiceAt(status))]).toEqual([
        status,
        status === 'OK' || status === 'DELETED',
      ]);
    }
    expect(isChoosable(voiceAt('DELETED', { statusBeforeDelete: 'DEPLOYING' }))).toBe(false);
    expect(isChoosable(voiceAt('DELETED', { purgeClaim }))).toBe(false);
  });

  const audition = openAudition({ version: 4, chosen: null });
  const deleteRequested = { at: instant.toISOString(), by: 'audition', purgeAt: instant.toISOString() };
  const notChosen = { deletedBecause: 'not_chosen' };
  const mark = (version: number) => ({ keptBy: { auditionId: audition.auditionId, version } });

  it.each<[Status, Readonly<Record<string, unknown>>, string]>([
    ['REQUESTED', {}, 'deleteUnclaimed'],
    ['REQUESTED', notChosen, 'done'],
    ['CREATING', {}, 'requestDeletion'],
    ['CREATING', { deleteRequested }, 'wait'],
    ['CREATING', notChosen, 'done'],
    ['DEPLOYING', {}, 'delete'],
    ['OK', {}, 'delete'],
    ['OK', notChosen, 'done'],
    ['OK', { ...notChosen, deleteRequested }, 'delete'],
    ['OK', mark(4), 'release'],
    ['OK', mark(5), 'wait'],
    ['OK', { holds: new Set(['narrator/move-a']) }, 'checkHolds'],
    ['UNDEPLOYED', {}, 'delete'],
    ['UNDEPLOYED', { purgeClaim }, 'wait'],
    ['TIMED_OUT', {}, 'delete'],
    ['FAILED', {}, 'requestDeletion'],
    ['FAILED', { deleteRequested }, 'done'],
    ['EXPIRED', {}, 'requestDeletion'],
    ['EXPIRED', { ...notChosen, deleteRequested }, 'done'],
    ['DELETED', {}, 'done'],
    ['DELETED', mark(4), 'release'],
    ['PURGED', {}, 'done'],
  ])('that is %s with %p needs the step %s after the end', (status, parts, step) => {
    const record = voiceAt(status, parts);
    expect(closingStep(audition, record)).toBe(step);
    expect(closingStep({ ...audition, chosen: record.voiceId }, record)).toBe('done');
  });
});
