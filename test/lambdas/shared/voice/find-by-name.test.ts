import { describe, expect, it } from '@jest/globals';
import {
  classifyScan,
  horizonSecondsOf,
  type ScanResult,
  scansNeeded,
} from '../../../../lambdas/shared/voice/find-by-name.ts';
import fc from '../../../support/fast-check.ts';

const claimedAt = new Date('2026-03-01T12:00:00.000Z');
const secondsIn = (seconds: number) => new Date(claimedAt.getTime() + seconds * 1_000);
const horizon = 780;
const times = { horizonSeconds: horizon, scansApartSeconds: 60 };

const scan = fc.oneof(
  fc.constant(null),
  fc.record({
    found: fc.array(fc.constantFrom('voice-a', 'voice-b', 'voice-c'), { maxLength: 2 }),
    clean: fc.boolean(),
    control: fc.boolean(),
  }),
);
const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 900 }), scan }), { maxLength: 60 });

/** Classifies a sequence of scans until a verdict ends the search. */
function search(sequence: readonly { readonly wait: number; readonly scan: ScanResult | null }[]) {
  const counted: { at: number; scan: ScanResult | null }[] = [];
  const absences: Date[] = [];
  let elapsed = 0;
  for (const { wait, scan: seen } of sequence) {
    elapsed += wait;
    const verdict = classifyScan(seen, { claimedAt, absences }, secondsIn(elapsed), times);
    if (verdict.kind === 'searchAgain') {
      expect(verdict.waitSeconds).toBeGreaterThanOrEqual(1);
      expect(Number.isInteger(verdict.waitSeconds)).toBe(true);
    }
    const proves = verdict.kind === 'absent' || (verdict.kind === 'searchAgain' && verdict.absence);
    if (proves) {
      counted.push({ at: elapsed, scan: seen });
      absences.push(secondsIn(elapsed));
    }
    if (verdict.kind !== 'searchAgain') return { verdict, counted, elapsed };
  }
  return { verdict: null, counted, elapsed };
}

describe('the horizon of an attempt', () => {
  const parts = { functionSeconds: 360, marginSeconds: 120, minSeconds: 0 };

  it.each([
    [300, 780],
    [600, 1_080],
    [3_600, 4_080],
  ])('follows the time of the host it was sent to: %i s', (providerSeconds, seconds) => {
    expect(horizonSecondsOf({ providerSeconds }, parts)).toBe(seconds);
  });

  it('is the longest one for an attempt without a recorded host', () => {
    expect(horizonSecondsOf({}, parts)).toBe(4_080);
  });

  it('is lengthened by the configured horizon, never shortened', () => {
    const ofHost = fc.constantFrom(300, 600, 3_600);
    fc.assert(
      fc.property(ofHost, fc.integer({ min: 0, max: 20_000 }), (providerSeconds, minSeconds) => {
        const seconds = horizonSecondsOf({ providerSeconds }, { ...parts, minSeconds });
        expect(seconds).toBe(Math.max(providerSeconds + 480, minSeconds));
      }),
    );
  });
});

describe('the search for a voice whose create was not answered', () => {
  it('adopts the first voice of the name at any time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.boolean(), fc.boolean(), (at, clean, control) => {
        const seen = { found: ['voice-a', 'voice-b'], clean, control };
        expect(classifyScan(seen, { claimedAt, absences: [] }, secondsIn(at), times)).toEqual({
          kind: 'adopt',
          providerVoiceId: 'voice-a',
        });
      }),
    );
  });

  it('proves absence only by clean scans with a control, after the horizon and with the configured interval', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const { verdict, counted } = search(sequence);
        for (const [index, { at, scan: seen }] of counted.entries()) {
          expect(seen).toMatchObject({ found: [], clean: true, control: true });
          expect(at).toBeGreaterThanOrEqual(horizon);
          const before = counted[index - 1];
          if (before) expect(at - before.at).toBeGreaterThanOrEqual(times.scansApartSeconds);
        }
        if (verdict?.kind === 'absent') expect(counted).toHaveLength(scansNeeded);
        else expect(counted.length).toBeLessThan(scansNeeded);
      }),
      { numRuns: 2_000 },
    );
  });

  it('returns unsettled only after the horizon', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const { verdict, elapsed } = search(sequence);
        if (verdict?.kind === 'unsettled') expect(elapsed).toBeGreaterThanOrEqual(horizon);
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends within an hour', () => {
    fc.assert(
      fc.property(fc.array(scan, { minLength: 100, maxLength: 100 }), (scans) => {
        let elapsed = 5;
        const absences: Date[] = [];
        for (const seen of scans) {
          const verdict = classifyScan(seen, { claimedAt, absences }, secondsIn(elapsed), times);
          if (verdict.kind !== 'searchAgain') {
            expect(elapsed).toBeLessThan(3_600);
            return;
          }
          if (verdict.absence) absences.push(secondsIn(elapsed));
          elapsed += verdict.waitSeconds;
        }
        throw new Error('no verdict after a hundred scans');
      }),
    );
  });
});
