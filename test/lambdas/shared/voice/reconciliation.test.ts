import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Status, statuses } from '../../../../lambdas/shared/contract.ts';
import { founded, provesAbsence } from '../../../../lambdas/shared/voice/accounts.ts';
import { classifyMissing, couldExpire } from '../../../../lambdas/shared/voice/missing-voices.ts';
import {
  classifyList,
  classifyListed,
  controlsIn,
  deletionsAllowed,
  isOrphanDue,
  type ListedVoice,
  type ReconciliationRules,
  type ReconciliationVerdict,
} from '../../../../lambdas/shared/voice/reconciliation.ts';
import type { Attempt, VoiceRecord } from '../../../../lambdas/shared/voice/record.ts';
import { instant, voiceAt } from '../../../support/voices.ts';

const rules: ReconciliationRules = {
  nameSpace: 'vd',
  claimSeconds: 420,
  missingSeconds: 600,
  orphanSeconds: 3_600,
};
const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);
const own = 'cosyvoice-v3.5-plus-vd-vdbbbbbbbb-0123456789abcdef0123456789abcdef';
const other = 'cosyvoice-v3.5-plus-vd-vdbbbbbbbb-fedcba9876543210fedcba9876543210';
const name = 'vdbbbbbbbb';

/** The first key of the scope, to whose account records without a key belong. */
const inForce = { keyId: 'key', accounts: founded('key', instant) };
const ofKey = { keyId: 'key', madeWith: 'key' };

const attempt = (state: Attempt['state'], parts: Partial<Attempt> = {}): Attempt => ({
  name,
  state,
  releases: 0,
  claimId: 'claim',
  claimedAt: instant.toISOString(),
  ...parts,
});
/** A record with one attempt under the name. */
const record = (status: Status, state: Attempt['state'], parts: Readonly<Record<string, unknown>> = {}) =>
  voiceAt(status, { attempts: { 1: attempt(state) }, ...parts });
const listed = (voice: VoiceRecord | null, parts: Partial<ListedVoice> = {}): ListedVoice => ({
  providerVoiceId: own,
  status: 'OK',
  name,
  record: voice,
  running: false,
  ...parts,
});
const unknown = { reason: { code: 'create_outcome_unknown' } };
const refused = { reason: { code: 'provider_refused' } };
const unmade = { providerVoiceId: undefined };
const made = { providerVoiceId: own };

describe('a voice in the list that no record knows', () => {
  it.each([
    ['one with our mark', name, 'unrecorded'],
    ['one of another deployment', 'xybbbbbbbb', 'foreign'],
    ['one whose name only begins like ours', 'vdvoice', 'foreign'],
    ['one whose id tells no name', null, 'foreign'],
  ] as const)('%s is never touched', (_, called, kind) => {
    expect(classifyListed(listed(null, { name: called }), rules, at(0))).toEqual({ kind });
  });

  it('is not made ours by a record that has no attempt of its name', () => {
    const voice = listed(voiceAt('OK', { providerVoiceId: other, attempts: {} }));
    expect(classifyListed(voice, rules, at(0))).toEqual({ kind: 'unrecorded' });
  });
});

describe('the recorded voice of a record', () => {
  it.each([
    ['CREATING', 'OK', 'ours'],
    ['DEPLOYING', 'OK', 'ours'],
    ['DEPLOYING', 'UNDEPLOYED', 'ours'],
    ['OK', 'OK', 'ours'],
    ['UNDEPLOYED', 'UNDEPLOYED', 'ours'],
    ['DELETED', 'OK', 'ours'],
    ['EXPIRED', 'OK', 'ours'],
    ['TIMED_OUT', 'OK', 'approvedLate'],
    ['TIMED_OUT', 'UNDEPLOYED', 'rejectedLate'],
    ['TIMED_OUT', 'DEPLOYING', 'ours'],
    ['TIMED_OUT', null, 'ours'],
    ['FAILED', 'OK', 'announce'],
  ] as const)('at %s, listed as %s, is %s', (status, providerStatus, kind) => {
    const voice = listed(record(status, 'MADE', made), { status: providerStatus });
    expect(classifyListed(voice, rules, at(0))).toEqual({ kind });
  });

  it.each([
    ['CREATING', 'ours'],
    ['DEPLOYING', 'delete'],
    ['OK', 'delete'],
    ['UNDEPLOYED', 'delete'],
    ['TIMED_OUT', 'delete'],
    ['DELETED', 'ours'],
  ] as const)('at %s, its deletion once asked for, is %s', (status, kind) => {
    const deleteRequested = { at: at(0).toISOString(), by: 'ann', purgeAt: at(60).toISOString() };
    const voice = listed(record(status, 'MADE', { ...made, deleteRequested }));
    expect(classifyListed(voice, rules, at(0))).toEqual({ kind });
  });

  it('is left alone where the execution that failed it still runs', () => {
    const voice = listed(record('FAILED', 'MADE', made), { running: true });
    expect(classifyListed(voice, rules, at(0))).toEqual({ kind: 'wait' });
  });

  it('is an orphan once purged, if an attempt of ours has made it', () => {
    const purged = record('PURGED', 'MADE', made);
    expect(classifyListed(listed(purged), rules, at(0))).toEqual({ kind: 'orphan', attempt: '1' });
    const imported = voiceAt('PURGED', { ...made, attempts: {}, origin: 'imported' });
    expect(classifyListed(listed(imported), rules, at(0))).toEqual({ kind: 'ours' });
  });
});

describe('a voice made by an attempt of a record without one', () => {
  const long = 420;
  it.each([
    ['CREATING', 'IN_FLIGHT', {}, long, 'adopt'],
    ['CREATING', 'IN_FLIGHT', {}, long - 1, 'wait'],
    ['CREATING', 'UNKNOWN', {}, 0, 'adopt'],
    ['CREATING', 'ABSENT', {}, 0, 'orphan'],
    ['CREATING', 'RESERVED', {}, long, 'wait'],
    ['CREATING', 'REFUSED', {}, long, 'wait'],
    ['REQUESTED', 'RESERVED', {}, long, 'wait'],
    ['FAILED', 'UNKNOWN', unknown, 0, 'adopt'],
    ['FAILED', 'IN_FLIGHT', unknown, long, 'adopt'],
    ['FAILED', 'IN_FLIGHT', unknown, long - 1, 'wait'],
    ['FAILED', 'ABSENT', unknown, 0, 'adopt'],
    ['FAILED', 'IN_FLIGHT', { reason: { code: 'execution_failed' } }, long, 'adopt'],
    ['FAILED', 'ABSENT', { reason: { code: 'provider_refused' } }, 0, 'orphan'],
    ['FAILED', 'REFUSED', refused, 0, 'orphan'],
    ['FAILED', 'RESERVED', { reason: { code: 'provider_throttled' } }, 0, 'orphan'],
    ['DELETED', 'RESERVED', {}, 0, 'orphan'],
    ['PURGED', 'RESERVED', {}, 0, 'orphan'],
  ] as const)(
    'at %s, the attempt %s (%j), %d s after the claim: %s',
    (status, state, parts, seconds, kind) => {
      const voice = listed(record(status, state, { ...unmade, ...parts }));
      expect(classifyListed(voice, rules, at(seconds)).kind).toBe(kind);
    },
  );

  it('is left alone while the execution of the record runs, whatever it may become', () => {
    for (const [status, state] of [
      ['CREATING', 'UNKNOWN'],
      ['CREATING', 'ABSENT'],
      ['FAILED', 'UNKNOWN'],
    ] as const) {
      const voice = listed(record(status, state, { ...unmade, ...unknown }), { running: true });
      expect(classifyListed(voice, rules, at(10_000))).toEqual({ kind: 'wait' });
    }
  });

  it('cannot be adopted without a claim to write it under', () => {
    const unclaimed = { ...unknown, ...unmade, attempts: { 1: attempt('RESERVED', { claimId: undefined }) } };
    expect(classifyListed(listed(voiceAt('FAILED', unclaimed)), rules, at(0)).kind).toBe('orphan');
  });

  it('is adopted as the attempt that made it', () => {
    const attempts = { 1: attempt('ABSENT'), 2: attempt('UNKNOWN', { name: 'vdbbbbbbbc' }) };
    const voice = listed(voiceAt('FAILED', { ...unmade, ...unknown, attempts }), { name: 'vdbbbbbbbc' });
    expect(classifyListed(voice, rules, at(0))).toEqual({ kind: 'adopt', attempt: '2' });
  });
});

describe('several voices of one record', () => {
  const scan = (voices: readonly ListedVoice[]) => ({ begunAt: at(0), clean: true, voices });
  const kinds = (voices: readonly ListedVoice[]) =>
    classifyList(scan(voices), rules, at(0)).map(({ verdict }) => verdict.kind);

  it('the oldest is adopted, the others wait to be orphans of the next run', () => {
    const failed = record('FAILED', 'UNKNOWN', { ...unmade, ...unknown });
    const voices = [listed(failed, { providerVoiceId: other }), listed(failed)];
    expect(kinds(voices)).toEqual(['wait', 'adopt']);
  });

  it('a second one is an orphan, whatever the status of the record', () => {
    for (const status of ['CREATING', 'DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT', 'DELETED'] as const) {
      const voice = record(status, 'MADE', made);
      expect(kinds([listed(voice, { providerVoiceId: other }), listed(voice)])[0]).toBe('orphan');
    }
  });
});

describe('absence', () => {
  const scan = (clean: boolean, voices: readonly ListedVoice[]) => ({ begunAt: at(0), clean, voices });
  const proves = (clean: boolean, voices: readonly ListedVoice[]) => {
    const read = scan(clean, voices);
    return provesAbsence(
      { ...inForce, clean, controls: controlsIn(classifyList(read, rules, at(0))) },
      ofKey,
    );
  };
  const control = listed(record('OK', 'MADE', made));

  it.each([
    ['a clean list with a voice known to be alive', true, true, [control]],
    ['the same list, read while voices were being deleted', false, false, [control]],
    ['an empty list', false, true, []],
    ['a list of foreign voices', false, true, [listed(null, { name: 'evening' })]],
    [
      'a list with an orphan of ours alone',
      false,
      true,
      [listed(record('OK', 'MADE', { providerVoiceId: other }))],
    ],
    ['a list with a purged voice alone', false, true, [listed(record('PURGED', 'MADE', made))]],
    [
      'a list with a voice yet to be adopted',
      false,
      true,
      [listed(record('FAILED', 'UNKNOWN', { ...unmade, ...unknown }))],
    ],
  ] as const)('%s proves it: %s', (_, expected, clean, voices) => {
    expect(proves(clean, voices)).toBe(expected);
  });

  it.each([
    ['is noted the first time', {}, 0, 'note'],
    [
      'is not concluded from the list that noted it, nor soon after',
      { missingSince: at(0).toISOString() },
      599,
      'leave',
    ],
    ['has expired when a later list says it again', { missingSince: at(0).toISOString() }, 600, 'expire'],
    [
      'is left to the purge that is removing it',
      { missingSince: at(0).toISOString(), purgeClaim: { id: 'p', until: at(9).toISOString() } },
      600,
      'leave',
    ],
  ] as const)('a missing voice %s', (_, parts, begunAt, expected) => {
    const voice = voiceAt('OK', parts);
    expect(classifyMissing(voice, { begunAt: at(begunAt) }, rules, at(0))).toBe(expected);
  });

  it.each(statuses)('at %s a voice could expire if it is at the provider', (status) => {
    const could = ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT', 'DELETED'].includes(status);
    expect(couldExpire(voiceAt(status, made), at(0))).toBe(could);
  });

  it('a voice that never was cannot expire', () => {
    expect(couldExpire(voiceAt('DELETED', unmade), at(0))).toBe(false);
  });
});

describe('an orphan', () => {
  it('is due an hour after it was first seen', () => {
    expect(isOrphanDue(at(0), rules, at(3_599))).toBe(false);
    expect(isOrphanDue(at(0), rules, at(3_600))).toBe(true);
  });

  it.each([
    [0, 5],
    [299, 5],
    [300, 6],
    [1_000, 20],
  ])('of %d voices that are ours at most %d are deleted in a run', (ours, allowed) => {
    const classified = { voice: listed(record('OK', 'MADE', made)), verdict: { kind: 'ours' } } as const;
    const foreign = { voice: listed(null), verdict: { kind: 'foreign' } } as const;
    expect(
      deletionsAllowed([
        ...Array.from({ length: ours }, () => classified),
        ...Array.from({ length: 900 }, () => foreign),
      ]),
    ).toBe(allowed);
  });
});

describe('whatever the records and the list say', () => {
  const states = ['RESERVED', 'IN_FLIGHT', 'MADE', 'REFUSED', 'UNKNOWN', 'ABSENT'] as const;
  const names = [name, 'vdbbbbbbbc', 'vdcccccccb', 'evening', null] as const;
  const ids = [own, other, 'third'] as const;
  const anyAttempt = fc.record({
    name: fc.constantFrom(...names.filter((each) => each !== null)),
    state: fc.constantFrom(...states),
    claimed: fc.boolean(),
    claimedAt: fc.integer({ min: -1_000, max: 1_000 }),
  });
  const anyRecord = fc
    .record({
      status: fc.constantFrom(...statuses),
      providerVoiceId: fc.constantFrom(...ids, undefined),
      attempts: fc.array(anyAttempt, { maxLength: 2 }),
      reason: fc.constantFrom('create_outcome_unknown', 'provider_refused', 'execution_failed'),
      purging: fc.boolean(),
      missingSince: fc.option(fc.integer({ min: -2_000, max: 0 }), { nil: undefined }),
    })
    .map(({ status, providerVoiceId, attempts, reason, purging, missingSince }) =>
      voiceAt(status, {
        providerVoiceId,
        attempts: Object.fromEntries(
          attempts.map(({ claimed, claimedAt, ...each }, index) => [
            String(index + 1),
            attempt(each.state, {
              name: each.name,
              claimedAt: at(claimedAt).toISOString(),
              ...(!claimed && { claimId: undefined }),
            }),
          ]),
        ),
        reason: { code: reason },
        ...(purging && { purgeClaim: { id: 'purge', until: at(60).toISOString() } }),
        ...(missingSince !== undefined && { missingSince: at(missingSince).toISOString() }),
      }),
    );
  const anyList = fc.record({
    records: fc
      .array(anyRecord, { minLength: 1, maxLength: 4 })
      .map((records) => records.map((each, n) => ({ ...each, voiceId: `${each.voiceId.slice(0, -1)}${n}` }))),
    clean: fc.boolean(),
    listed: fc.uniqueArray(
      fc.record({
        providerVoiceId: fc.constantFrom(...ids),
        status: fc.constantFrom('DEPLOYING' as const, 'OK' as const, 'UNDEPLOYED' as const, null),
        name: fc.constantFrom(...names),
        record: fc.option(fc.nat(3), { nil: null }),
        running: fc.boolean(),
      }),
      { selector: ({ providerVoiceId }) => providerVoiceId, maxLength: 3 },
    ),
  });
  const classified = ({
    records,
    clean,
    listed: voices,
  }: typeof anyList extends fc.Arbitrary<infer L> ? L : never) => {
    const list = {
      begunAt: at(0),
      clean,
      voices: voices.map((voice) => ({ ...voice, record: records[voice.record ?? -1] ?? null })),
    };
    return { list, found: classifyList(list, rules, at(0)) };
  };
  const isAlive = ({ status }: VoiceRecord) => status !== 'PURGED';

  it('no recorded voice of a record that is not purged is an orphan, nor one whose outcome is awaited', () => {
    fc.assert(
      fc.property(anyList, (any) => {
        for (const { voice, verdict } of classified(any).found) {
          if (verdict.kind !== 'orphan') continue;
          const { record: of } = voice;
          expect(of).not.toBeNull();
          if (!of) continue;
          expect(isAlive(of) && of.providerVoiceId === voice.providerVoiceId).toBe(false);
          expect(Object.values(of.attempts).some((each) => each.name === voice.name)).toBe(true);
          const isAwaited =
            of.status === 'FAILED' && of.reason.code === 'create_outcome_unknown' && !of.providerVoiceId;
          expect(isAwaited && Object.values(of.attempts).every(({ claimId }) => claimId)).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('nothing is adopted twice, over another voice, or while somebody may be at work on it', () => {
    fc.assert(
      fc.property(anyList, (any) => {
        const adopted = classified(any).found.filter(({ verdict }) => verdict.kind === 'adopt');
        const adopters = adopted.map(({ voice }) => voice.record?.voiceId);
        expect(adopters.length).toBe(new Set(adopters).size);
        for (const { voice } of adopted) {
          expect(voice.running).toBe(false);
          expect(voice.record?.providerVoiceId).toBeUndefined();
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('nothing expires without a control that is clean, seen alive, and another voice', () => {
    fc.assert(
      fc.property(anyList, (any) => {
        const { list, found } = classified(any);
        const scan = { ...inForce, clean: list.clean, controls: controlsIn(found) };
        const proof = provesAbsence(scan, ofKey);
        const controls = found.filter(
          ({ voice }) =>
            voice.record?.providerVoiceId === voice.providerVoiceId && voice.record.status !== 'PURGED',
        );
        if (proof) {
          expect(list.clean).toBe(true);
          expect(controls.length).toBeGreaterThan(0);
        }
        const seen = new Set<string>(list.voices.map(({ providerVoiceId }) => providerVoiceId));
        for (const each of any.records) {
          const expires =
            proof &&
            !seen.has(each.providerVoiceId ?? '') &&
            classifyMissing(each, list, rules, at(0)) === 'expire';
          if (!expires) continue;
          expect(each.purgeClaim).toBeUndefined();
          expect(each.missingSince).toBeDefined();
          expect(controls.some(({ voice }) => voice.providerVoiceId !== each.providerVoiceId)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('what no record proves to be ours is never more than named', () => {
    fc.assert(
      fc.property(anyList, (any) => {
        const kinds: readonly ReconciliationVerdict['kind'][] = ['foreign', 'unrecorded'];
        for (const { voice, verdict } of classified(any).found) {
          const known =
            voice.record?.providerVoiceId === voice.providerVoiceId ||
            Object.values(voice.record?.attempts ?? {}).some((each) => each.name === voice.name);
          expect(kinds.includes(verdict.kind)).toBe(!known);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
