import { describe, expect, it } from '@jest/globals';
import {
  executionName,
  newNameToken,
  newVoiceId,
  parseExecutionName,
  providerName,
  readProviderName,
  voiceIdSchema,
} from '../../../../lambdas/shared/voice/ids.ts';
import fc from '../../../support/fast-check.ts';

describe('ids and names of a voice', () => {
  it('creates voice ids that sort by time', () => {
    const ids = [1, 2, 3].map((day) => newVoiceId(new Date(Date.UTC(2026, 0, day))));
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(voiceIdSchema.safeParse(id).success).toBe(true);
  });

  it('parses every execution name that it creates', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }),
        fc.nat(999_999_999),
        (date, run) => {
          const voiceId = newVoiceId(date);
          expect(parseExecutionName(executionName(voiceId, run))).toEqual({ voiceId, run });
        },
      ),
    );
  });

  it.each([
    '',
    'hello',
    '01K5ZJ0AAAAAAAAAAAAAAAAAAA-r0',
    '01K5ZJ0AAAAAAAAAAAAAAAAAAA-r01',
    '01K5ZJ0AAAAAAAAAAAAAAAAAAA-r1x',
  ])('does not parse %j as the name of an execution', (name) => {
    expect(parseExecutionName(name)).toBeNull();
  });

  it('creates provider names of ten lower-case letters and digits that end with the attempt', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 27 }), (numbers, attempt) => {
        const token = newNameToken((bound) => (numbers.next().value ?? 0) % bound);
        const name = providerName('vd', token, attempt);
        expect(name).toMatch(/^vd[b-df-hjkmnp-tv-z2-8]{8}$/);
        expect(name.slice(0, 9)).toBe(providerName('vd', token, 1).slice(0, 9));
        if (attempt > 1) expect(name).not.toBe(providerName('vd', token, 1));
      }),
    );
    expect(() => providerName('vd', 'bbbbbbb', 28)).toThrow(RangeError);
  });

  it('parses every provider name that it creates', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 27 }), (numbers, attempt) => {
        const token = newNameToken((bound) => (numbers.next().value ?? 0) % bound);
        expect(readProviderName('vd', providerName('vd', token, attempt))).toEqual({ token, attempt });
      }),
    );
  });

  it.each(['', 'vd', 'vdbbbbbbb', 'vdbbbbbbbbb', 'vebbbbbbbb', 'vdbbbbbbba', 'VDbbbbbbbb', 'evening'])(
    'does not parse %j as a provider name of this deployment',
    (name) => {
      expect(readProviderName('vd', name)).toBeNull();
    },
  );
});
