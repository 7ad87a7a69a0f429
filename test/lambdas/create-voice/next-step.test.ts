import { describe, expect, it } from '@jest/globals';
import { nextStep } from '../../../lambdas/create-voice/next-step.ts';
import type { Attempt, VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { requestedVoice } from '../../support/voices.ts';

const reason = { code: 'provider_refused' } as const;
const deletion = { at: '2026-11-01T12:00:00.000Z', by: 'ops', purgeAt: '2026-11-08T12:00:00.000Z' };

function creating(state: Attempt['state'] | null, parts: Partial<VoiceRecord> = {}): VoiceRecord {
  const attempts = state ? { '1': { name: 'vwbcdfghj1', state, releases: 0 } } : {};
  return Object.assign(requestedVoice(), { status: 'CREATING', attempts }, parts);
}

describe('the next step of a create', () => {
  it.each([
    ['reserves a name before the first attempt', creating(null), 'reserveName'],
    ['sends a reserved attempt', creating('RESERVED'), 'send'],
    ['waits for the claimant of an attempt in flight', creating('IN_FLIGHT'), 'awaitClaimant'],
    ['looks up an attempt of unknown outcome', creating('UNKNOWN'), 'findByName'],
    ['reserves the next attempt once one is proved absent', creating('ABSENT'), 'reserveNextAttempt'],
    [
      'settles the preview of a voice that exists',
      creating('MADE', { providerVoiceId: 'id' }),
      'settlePreview',
    ],
  ] as const)('%s', (_, record, kind) => {
    expect(nextStep(record, record.run, 2).kind).toBe(kind);
  });

  it('gives up after the last attempt is proved absent', () => {
    const record = creating('ABSENT');
    expect(nextStep(record, record.run, 1)).toMatchObject({
      kind: 'giveUp',
      reason: { code: 'create_outcome_absent' },
    });
  });

  it.each([
    ['another run owns the record', creating('RESERVED', { run: 7 }), 'ended'],
    ['a reason is recorded', creating('RESERVED', { reason }), 'failed'],
    ['a reason is recorded for an unknown outcome', creating('UNKNOWN', { reason }), 'failed'],
    ['the provider refused', creating('REFUSED', { reason }), 'failed'],
    [
      'deletion is requested before a claim',
      creating('RESERVED', { deleteRequested: deletion }),
      'deletedUnmade',
    ],
    [
      'deletion is requested after a proof of absence',
      creating('ABSENT', { deleteRequested: deletion }),
      'deletedUnmade',
    ],
  ] as const)('returns when %s', (_, record, outcome) => {
    expect(nextStep(record, 0, 2)).toMatchObject({ kind: 'return', result: { outcome } });
  });
});
