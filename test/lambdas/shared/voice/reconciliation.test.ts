import { describe, expect, it } from '@jest/globals';
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
import fc from '../../../support/fast-check.ts';
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
const notCreated = { providerVoiceId: undefined };
const made = { providerVoiceId: own };

describe('a voice in the list without a record', () => {
  it.each([
    ['a voice with the name space of this deployment', name, 'unrecorded'],
    ['a voice of another deployment', 'xybbbbbbbb', 'foreign'],
    ['a voice whose name only starts with the name space', 'vdvoice', 'foreign'],
    ['a voice whose id contains no name', null, 'foreign'],
  ] as const)('%s is only reported', (_, called, kind) => {
    expect(classifyListed(listed(null, { name: called }), rules, at(0))).toEqual({ kind });
  });

  it('stays unrecorded if the record has no attempt with its name', () => {
    const voice = listed(voiceAt('OK', { providerVoiceId: other, attempts: {} }));
    expect(classifyListed(voice, rules, at(0))).toEqual({ kind: 'unrecorded' });
  });
});

describe('the voice of a record', () => {
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
  ] as const)('in status %s, listed as %s, is classified as %s', (status, providerStatus, kind) => {
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
  ] as const)('in status %s with a requested deletion is classified as %s', (status, kind) => {
    const deleteRequested = { at: at(0).toISOString(), by: 'ann', purgeAt: at(60).toISOString() };
    const voice = listed(record(status, 'MADE', { ...made, deleteRequested }));
    expect(classifyListed(voice, rules, at(0))).toEqual({ kind });
  });

  it('waits while the execution that failed it still runs', () => {
    const voice = listed(record('FAILED', 'MADE', made), { running: true });
    expect(classifyListed(voice, rules, at(0))).toEqual({ kind: 'wait' });
  });

  it('is an orphan after its purge if an attempt created it', () => {
    const purged = record('PURGED', 'MADE', made);
    expect(classifyListed(listed(purged), rules, at(0))).toEqual({ kind: 'orphan', attempt: '1' });
    const imported = voiceAt('PURGED', { ...made, attempts: {}, origin: 'imported' });
    expect(classifyListed(listed(imported), rules, at(0))).toEqual({ kind: 'ours' });
  });
});

describe('a voice of an attempt whose record has no voice', () => {
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
    'in status %s, attempt %s (%j), %d s after the claim, is classified as %s',
    (status, state, parts, seconds, kind) => {
      const voice = listed(record(status, state, { ...notCreated, ...parts }));
      expect(classifyListed(voice, rules, at(seconds)).kind).toBe(kind);
    },
  );

  it('waits while the execution of the record runs', () => {
    for (const [status, state] of [
      ['CREATING', 'UNKNOWN'],
      ['CREATING', 'ABSENT'],
      ['FAILED', 'UNKNOWN'],
    ] as const) {
      const voice = listed(record(status, state, { ...notCreated, ...unknown }), { running: true });
      expect(classifyListed(voice, rules, at(10_000))).toEqual({ kind: 'wait' });
    }
  });

  it('cannot be adopted without a claim on the attempt', () => {
    const unclaimed = {
      ...unknown,
      ...notCreated,
      attempts: { 1: attempt('RESERVED', { claimId: undefined }) },
    };
    expect(classifyListed(listed(voiceAt('FAILED', unclaimed)), rules, at(0)).kind).toBe('orphan');
  });

  it('is adopted with the attempt that created it', () => {
    const attempts = { 1: attempt('ABSENT'), 2: attempt('UNKNOWN', { name: 'vdbbbbbbbc' }) };
    const voice = listed(voiceAt('FAILED', { ...notCreated, ...unknown, attempts }), { name: 'vdbbbbbbbc' });
    expect(classifyListed(voice, rules, at(0))).toEqual({ kind: 'adopt', attempt: '2' });
  });
});

describe('several voices of one record', () => {
  const scan = (voices: readonly ListedVoice[]) => ({ begunAt: at(0), clean: true, voices });
  const kinds = (voices: readonly ListedVoice[]) =>
    classifyList(scan(voices), rules, at(0)).map(({ verdict }) => verdict.kind);

  it('are adopted once, the oldest first, and the others wait for the next run', () => {
    const failed = record('FAILED', 'UNKNOWN', { ...notCreated, ...unknown });
    const voices = [listed(failed, { providerVoiceId: other }), listed(failed)];
    expect(kinds(voices)).toEqual(['wait', 'adopt']);
  });

  it('are orphans except the recorded voice, in any status', () => {
    for (const status of ['CREATING', 'DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT', 'DELETED'] as const) {
      const voice = record(status, 'MADE', made);
      expect(kinds([listed(voice, { providerVoiceId: other }), listed(voice)])[0]).toBe('orphan');
    }
  });
});

describe('a missing voice', () => {
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
    ['a clean list with a live voice', true, true, [control]],
    ['a list that was read during deletions', false, false, [control]],
    ['an empty list', false, true, []],
    ['a list of foreign voices', false, true, [listed(null, { name: 'evening' })]],
    ['a list with only an orphan', false, true, [listed(record('OK', 'MADE', { providerVoiceId: other }))]],
    ['a list with only a purged voice', false, true, [listed(record('PURGED', 'MADE', made))]],
    [
      'a list with only a voice to adopt',
      false,
      true,
      [listed(record('FAILED', 'UNKNOWN', { ...notCreated, ...unknown }))],
    ],
  ] as const)('is proved absent by %s: %s', (_, expected, clean, voices) => {
    expect(proves(clean, voices)).toBe(expected);
  });

  it.each([
    ['is recorded the first time', {}, 0, 'note'],
    [
      'does not expire by the same list or soon after it',
      { missingSince: at(0).toISOString() },
      599,
      'leave',
    ],
    ['expires when a later list confirms it', { missingSince: at(0).toISOString() }, 600, 'expire'],
    [
      'is left to the purge that removes it',
      { missingSince: at(0).toISOString(), purgeClaim: { id: 'p', until: at(9).toISOString() } },
      600,
      'leave',
    ],
  ] as const)('%s', (_, parts, begunAt, expected) => {
    const voice = voiceAt('OK', parts);
    expect(classifyMissing(voice, { begunAt: at(begunAt) }, rules, at(0))).toBe(expected);
  });

  it.each(statuses)('can expire in status %s only if the provider had it', (status) => {
    const could = ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT', 'DELETED'].includes(status);
    expect(couldExpire(voiceAt(status, made), at(0))).toBe(could);
  });

  it('cannot expire if it was not created', () => {
    expect(couldExpire(voiceAt('DELETED', notCreated), at(0))).toBe(false);
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
  ])(
    'is deleted with at most the allowed number in a run: %d voices of this deployment, %d deletions',
    (ours, allowed) => {
      const classified = { voice: listed(record('OK', 'MADE', made)), verdict: { kind: 'ours' } } as const;
      const foreign = { voice: listed(null), verdict: { kind: 'foreign' } } as const;
      expect(
        deletionsAllowed([
          ...Array.from({ length: ours }, () => classified),
          ...Array.from({ length: 900 }, () => foreign),
        ]),
      ).toBe(allowed);
    },
  );
});

describe('any records and any list', () => {
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

  it('have no orphan among recorded voices and voices with an open outcome', () => {
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

  it('have no voice that is adopted twice, replaces another voice, or has a running execution', () => {
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

  it('have no voice that expires without a clean scan and another live voice', () => {
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

  it('have only reported voices among those that no record claims', () => {
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
