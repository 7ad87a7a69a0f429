import { describe, expect, it } from '@jest/globals';
import {
  type Evidence,
  evidences,
  noWakes,
  type ParkedVoice,
  sweepInterval,
  wakesAmong,
  wakesDue,
  wakesWithoutList,
  wakeTimes,
} from '../../../../lambdas/shared/voice/wakes.ts';
import fc from '../../../support/fast-check.ts';

const parkedAt = new Date('2026-03-01T12:00:00.000Z');
const at = (seconds: number) => new Date(parkedAt.getTime() + seconds * 1_000);

function parked(parts: Partial<ParkedVoice> = {}): ParkedVoice {
  return {
    voiceId: '01K5ZJ0AAAAAAAAAAAAAAAAAAA',
    providerVoiceId: 'voice-a',
    run: 0,
    token: 'token',
    parkedAt,
    reviewStartedAt: parkedAt,
    expiresAt: at(5_000),
    wakeRequested: false,
    history: noWakes,
    ...parts,
  };
}
const other = parked({ voiceId: '01K5ZJ0BBBBBBBBBBBBBBBBBBB', providerVoiceId: 'voice-b' });

function wakes(
  voices: readonly ParkedVoice[],
  statuses: Readonly<Record<string, string | null>>,
  seconds: number,
  isWhole = true,
) {
  const list = { statuses: new Map(Object.entries(statuses)), isWhole };
  return wakesAmong(voices, list, at(seconds), wakeTimes).map(({ voice, evidence, history }) => ({
    id: voice.providerVoiceId,
    evidence,
    history,
  }));
}

describe('a sweep wakes', () => {
  it.each(['OK', 'UNDEPLOYED'] as const)('a voice that is listed as %s', (status) => {
    expect(wakes([parked(), other], { 'voice-a': status, 'voice-b': 'DEPLOYING' }, 1)).toEqual([
      { id: 'voice-a', evidence: status, history: { evidence: status, wakes: 1 } },
    ]);
  });

  it.each([null, 'PAUSED', 'DEPLOYING'])('no voice that is listed as %s', (status) => {
    expect(wakes([parked(), other], { 'voice-a': status, 'voice-b': 'DEPLOYING' }, 10_000)).toEqual([]);
  });

  it('a voice that is missing from the whole list, after two minutes, if another parked voice is in it', () => {
    const listed = { 'voice-b': 'DEPLOYING' };
    const missing = [{ id: 'voice-a', evidence: 'MISSING', history: { evidence: 'MISSING', wakes: 1 } }];
    expect(wakes([parked(), other], listed, 121)).toEqual(missing);
    expect(wakes([parked(), other], listed, 120)).toEqual([]);
    expect(wakes([parked(), other], listed, 121, false)).toEqual([]);
  });

  it('no lone voice that is missing', () => {
    expect(wakes([parked()], { foreign: 'OK' }, 10_000)).toEqual([]);
  });

  it('a voice whose record has changed, or whose item has outlived its execution, without a list', () => {
    const requested = parked({ wakeRequested: true, history: { evidence: 'OK', wakes: 3 } });
    const expired = parked({ expiresAt: at(10) });
    expect(wakesWithoutList([requested, other, expired], at(10))).toEqual([
      { voice: requested, evidence: null, history: { evidence: 'OK', wakes: 3 } },
      { voice: expired, evidence: null, history: noWakes },
    ]);
  });

  it('later a voice that an earlier sweep has found, unless it is no longer parked', () => {
    const due = [
      { voiceId: other.voiceId, evidence: 'OK' },
      { voiceId: '01K5ZJ0CCCCCCCCCCCCCCCCCCC', evidence: 'OK' },
    ] as const;
    expect(wakesDue(due, [parked(), other])).toEqual([
      { voice: other, evidence: 'OK', history: { evidence: 'OK', wakes: 1 } },
    ]);
  });
});

describe('a list and a query that disagree', () => {
  /** Wakes a voice whose query always finds it under review, for a time. @returns the seconds of its wakes */
  function disagree(evidenceAt: (wake: number) => Evidence, seconds: number): number[] {
    const times: number[] = [];
    let voice = parked();
    for (let now = 0; now < seconds; now += 2) {
      const evidence = evidenceAt(times.length);
      const statuses: Record<string, string> = { 'voice-b': 'DEPLOYING' };
      if (evidence !== 'MISSING') statuses['voice-a'] = evidence;
      const list = { statuses: new Map(Object.entries(statuses)), isWhole: true };
      const [wake] = wakesAmong([voice, other], list, at(now), wakeTimes);
      if (wake?.voice !== voice) continue;
      times.push(now);
      voice = parked({ parkedAt: at(now), history: wake.history });
    }
    return times;
  }

  it('wakes once at once, and then after 30, 60, 120, 240 and 300 s', () => {
    const times = disagree(() => 'OK', 2_000);
    expect(times.map((time, index) => time - (times[index - 1] ?? 0))).toEqual([
      0, 30, 60, 120, 240, 300, 300, 300, 300, 300,
    ]);
  });

  it('wakes fewer than twenty times an hour, whatever the list contains', () => {
    const flapping = fc.array(fc.constantFrom(...evidences), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(flapping, (seen) => {
        const times = disagree((wake) => seen[wake % seen.length] ?? 'OK', 3_600);
        expect(times.length).toBeLessThan(20);
      }),
      { numRuns: 30 },
    );
  });

  it('fits a day of review into the history of an execution', () => {
    const eventsOfWake = 20;
    expect(disagree(() => 'OK', 86_400).length * eventsOfWake).toBeLessThan(10_000);
  });
});

describe('the time between two sweeps', () => {
  it.each([
    [0, 1],
    [4, 1],
    [5, 2],
    [29, 2],
    [30, 5],
    [119, 5],
    [120, 10],
    [50_000, 10],
  ])('is, with a youngest review of %s s, %s s', (age, seconds) => {
    const old = parked({ reviewStartedAt: at(-100_000) });
    expect(sweepInterval([old, parked({ reviewStartedAt: at(-age) })], parkedAt, 1)).toBe(seconds);
  });

  it('follows the time scale', () => {
    expect(sweepInterval([parked({ reviewStartedAt: at(-2) })], parkedAt, 60)).toBe(10);
  });
});
