import { item, notCreated, otherRun, run, voiceId, write } from './stored-record.ts';
import { type Item, now, type Stores, type WriteCase } from './write-case.ts';

const claimId = 'claim';
const claim = { voiceId, run, attempt: 1, claimId, claimedAt: now };
const otherClaim = { claimId: 'other' };

function attempt(state: string, parts: Item = {}): Item {
  return { attempts: { 1: { name: 'vd', state, claimId, releases: 0, ...parts } } };
}

/** Cases of a write by the holder of a claim on an attempt in a state. */
function claimed(name: string, state: string, of: (stores: Stores) => Promise<unknown>): WriteCase {
  return write(
    `attempts.${name}`,
    { 'its attempt': item({ ...notCreated, ...attempt(state) }) },
    {
      'an attempt of another claim': item({ ...notCreated, ...attempt(state, otherClaim) }),
      'an attempt in another state': item({ ...notCreated, ...attempt('ABSENT') }),
      'a record with a voice': item(attempt(state)),
    },
    of,
  );
}

/** Writes of the attempts to create a voice. */
export const attemptWrites: readonly WriteCase[] = [
  write(
    'attempts.reserveAttempt',
    { 'a record without attempts': item({ ...notCreated, attempts: {} }) },
    {
      'a later run': item({ ...notCreated, attempts: {}, ...otherRun }),
      'a record with a token': item({ ...notCreated, attempts: {}, nameToken: 'other' }),
      'a record with the attempt': item({ ...notCreated, ...attempt('RESERVED') }),
    },
    ({ attempts: store }) => store.reserveAttempt({ voiceId, run }, 'token', 'vd'),
  ),
  write(
    'attempts.reserveNextAttempt',
    { 'a record whose first attempt is absent': item({ ...notCreated, ...attempt('ABSENT') }) },
    {
      'a later run': item({ ...notCreated, ...attempt('ABSENT'), ...otherRun }),
      'a record with the attempt': item({
        ...notCreated,
        attempts: { 1: { state: 'ABSENT' }, 2: { state: 'ABSENT' } },
      }),
      'a first attempt that is not absent': item({ ...notCreated, ...attempt('UNKNOWN') }),
      'a record with a voice': item(attempt('ABSENT')),
    },
    ({ attempts: store }) => store.reserveNextAttempt({ voiceId, run }, 2, 'vd'),
  ),
  write(
    'attempts.keepSlot',
    { 'a reserved attempt': item({ ...notCreated, ...attempt('RESERVED') }) },
    {
      'a later run': item({ ...notCreated, ...attempt('RESERVED'), ...otherRun }),
      'an attempt in flight': item({ ...notCreated, ...attempt('IN_FLIGHT') }),
      'a record with a voice': item(attempt('RESERVED')),
    },
    ({ attempts: store }) => store.keepSlot({ voiceId, run }, 1, now),
  ),
  write(
    'attempts.claim',
    {
      'a record that is REQUESTED': item({ ...notCreated, ...attempt('RESERVED'), status: 'REQUESTED' }),
      'a record that is CREATING': item({ ...notCreated, ...attempt('RESERVED'), status: 'CREATING' }),
    },
    {
      'a record that has failed': item({ ...notCreated, ...attempt('RESERVED'), status: 'FAILED' }),
      'a later run': item({ ...notCreated, ...attempt('RESERVED'), status: 'CREATING', ...otherRun }),
      'an attempt in flight': item({ ...notCreated, ...attempt('IN_FLIGHT'), status: 'CREATING' }),
      'a record with a voice': item({ ...attempt('RESERVED'), status: 'CREATING' }),
      'a record to be deleted': item({
        ...notCreated,
        ...attempt('RESERVED'),
        status: 'CREATING',
        deleteRequested: true,
      }),
    },
    ({ attempts: store }) => store.claim(claim, { keyId: 'key', host: 'host', providerSeconds: 600 }),
  ),
  write(
    'attempts.release',
    { 'its attempt': item(attempt('IN_FLIGHT')) },
    {
      'an attempt of another claim': item(attempt('IN_FLIGHT', otherClaim)),
      'an attempt in another state': item(attempt('UNKNOWN')),
    },
    ({ attempts: store }) => store.release(claim, now),
  ),
  claimed('recordUnknown', 'IN_FLIGHT', ({ attempts: store }) => store.recordUnknown(claim, null, now)),
  claimed('recordAbsence', 'UNKNOWN', ({ attempts: store }) => store.recordAbsence(claim, [now])),
  claimed('recordAbsent', 'UNKNOWN', ({ attempts: store }) => store.recordAbsent(claim, now)),
  write(
    'attempts.recordMade',
    {
      'a record without a voice': item({ ...notCreated, ...attempt('IN_FLIGHT') }),
      'a record with this voice': item(attempt('MADE')),
    },
    {
      'an attempt of another claim': item({ ...notCreated, ...attempt('IN_FLIGHT', otherClaim) }),
      'a record with another voice': item({ ...attempt('IN_FLIGHT'), providerVoiceId: 'other' }),
    },
    ({ attempts: store }) =>
      store.recordMade(claim, { providerVoiceId: 'voice', requestId: null, usageCount: 1 }, now),
  ),
  write(
    'attempts.recordRefused',
    { 'its attempt': item({ ...notCreated, ...attempt('IN_FLIGHT') }) },
    {
      'an attempt of another claim': item({ ...notCreated, ...attempt('IN_FLIGHT', otherClaim) }),
      'a record with a voice': item(attempt('IN_FLIGHT')),
    },
    ({ attempts: store }) => store.recordRefused(claim, { code: 'provider_refused' }, null, now),
  ),
  write(
    'attempts.recordExtraVoice',
    { 'an attempt without it': item(attempt('MADE')) },
    {
      'a record without the attempt': item({ attempts: {} }),
      'an attempt with it': item(attempt('MADE', { extraVoiceIds: ['extra'] })),
    },
    ({ attempts: store }) => store.recordExtraVoice(voiceId, '1', 'extra'),
  ),
];
