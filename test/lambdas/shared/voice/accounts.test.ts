import { describe, expect, it } from '@jest/globals';
import {
  accountOf,
  hasWaitedLong,
  isOfKeyInForce,
  isTooMuchMissing,
  isWaiting,
  type Join,
  joinProvedBy,
  keyOfVoice,
  provesAbsence,
  type ScopeAccounts,
  type VoiceKeys,
} from '../../../../lambdas/shared/voice/accounts.ts';
import fc from '../../../support/fast-check.ts';
import { instant, voiceAt } from '../../../support/voices.ts';

const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);

/** Accounts in which each key is its own account; the first is current. */
function separate(...keyIds: string[]): ScopeAccounts {
  const [first = 'a'] = keyIds;
  const keys = Object.fromEntries(
    keyIds.map((keyId, index) => [
      keyId,
      { account: keyId, firstUsedAt: at(index), leftAt: null, forgottenAt: null },
    ]),
  );
  return { first, current: first, keys, inForce: null, waitingSince: null };
}

function joined(accounts: ScopeAccounts, { account, into }: Join): ScopeAccounts {
  const key = accounts.keys[account];
  if (!key) throw new Error(`no key ${account}`);
  return { ...accounts, keys: { ...accounts.keys, [account]: { ...key, account: into } } };
}

const keyIds = ['a', 'b', 'c', 'd', 'e'] as const;
const anyKey = fc.constantFrom(...keyIds);
/** Results of scans in order: the scanning key, and the key of a voice in its list. */
const scans = fc.array(fc.tuple(anyKey, anyKey), { maxLength: 12 });

function accountsAfter(seen: readonly (readonly [string, string])[]): ScopeAccounts {
  return seen.reduce(
    (accounts, [keyId, shown]) => {
      const join = joinProvedBy({ keyId, accounts }, [shown]);
      return join ? joined(accounts, join) : accounts;
    },
    separate(...keyIds),
  );
}

describe('rule 1: a record belongs to the account of its key', () => {
  it('uses the recorded key, or the key of the attempt that created the voice', () => {
    const made = { name: 'vd', state: 'MADE', releases: 0, keyId: 'b' };
    const absent = { name: 'vd', state: 'ABSENT', releases: 0, keyId: 'a' };
    expect(keyOfVoice(voiceAt('OK', { keyId: 'k', attempts: { 1: made } }))).toBe('k');
    expect(keyOfVoice(voiceAt('OK', { attempts: { 1: absent, 2: made } }))).toBe('b');
    expect(keyOfVoice(voiceAt('OK'))).toBeNull();
  });

  it('uses the first account if no key is recorded', () => {
    const accounts = { ...separate('a', 'b'), current: 'b' };
    expect(accountOf(accounts, null)).toBe('a');
    expect(isOfKeyInForce({ keyId: 'a', accounts }, null)).toBe(true);
    expect(isOfKeyInForce({ keyId: 'b', accounts }, null)).toBe(false);
  });

  it('uses no account before the first account is recorded', () => {
    expect(accountOf(null, null)).toBeNull();
    expect(isOfKeyInForce({ keyId: 'a', accounts: null }, null)).toBe(false);
    expect(isOfKeyInForce({ keyId: 'a', accounts: null }, 'a')).toBe(true);
    expect(isOfKeyInForce({ keyId: 'a', accounts: null }, 'b')).toBe(false);
  });
});

describe('rule 3: a key joins the account whose voice its scan shows', () => {
  it('joins the current account, never the reverse', () => {
    const accounts = separate('a', 'b');
    expect(joinProvedBy({ keyId: 'b', accounts }, ['b', 'a'])).toEqual({ account: 'b', into: 'a' });
    const moved = { ...accounts, current: 'b' };
    expect(joinProvedBy({ keyId: 'b', accounts: moved }, ['a'])).toEqual({ account: 'a', into: 'b' });
  });

  it('joins the older of two accounts if neither is current', () => {
    const accounts = separate('a', 'b', 'c');
    expect(joinProvedBy({ keyId: 'c', accounts }, ['b'])).toEqual({ account: 'c', into: 'b' });
    expect(joinProvedBy({ keyId: 'b', accounts }, ['c'])).toEqual({ account: 'c', into: 'b' });
  });

  it('waits while its scans find only its voices, or none', () => {
    const accounts = separate('a', 'b');
    expect(joinProvedBy({ keyId: 'b', accounts }, ['b', 'b'])).toBeNull();
    expect(joinProvedBy({ keyId: 'b', accounts }, [])).toBeNull();
    expect(isWaiting({ keyId: 'b', accounts })).toBe(true);
    expect(isWaiting({ keyId: 'a', accounts })).toBe(false);
  });

  it('brings along the keys that joined it before', () => {
    const accounts = accountsAfter([
      ['c', 'b'],
      ['b', 'a'],
    ]);
    expect(accountOf(accounts, 'c')).toBe('a');
  });

  it('joins exactly the keys that scans connect, in any order', () => {
    fc.assert(
      fc.property(scans, (seen) => {
        const accounts = accountsAfter(seen);
        const group = new Map<string, string>(keyIds.map((each) => [each, each]));
        for (const [one, other] of seen) {
          const [from, to] = [group.get(one), group.get(other)];
          for (const [each, of] of group) if (of === from) group.set(each, to ?? each);
        }
        for (const one of keyIds) {
          for (const other of keyIds) {
            const together = isOfKeyInForce({ keyId: one, accounts }, other);
            expect(together).toBe(group.get(one) === group.get(other));
          }
        }
      }),
    );
  });

  it('never lets the current account join another', () => {
    fc.assert(
      fc.property(scans, (seen) => {
        const { current, keys } = accountsAfter(seen);
        expect(keys[current]?.account).toBe(current);
      }),
    );
  });
});

describe('rule 6: absence needs a clean scan that shows another voice of the same account', () => {
  const accounts = separate('a', 'b');
  const one = joined(accounts, { account: 'b', into: 'a' });
  const voice = (keyId: string, madeWith: string | null = keyId) => ({ keyId, madeWith });
  const scan = (keyId: string, controls: VoiceKeys[], clean = true) => ({ keyId, accounts, clean, controls });

  it('is proved with the key of the missing voice by any other voice of its account', () => {
    expect(provesAbsence(scan('a', [voice('a')]), voice('a'))).toBe(true);
    expect(provesAbsence(scan('a', [voice('a', null)]), voice('a', null))).toBe(true);
    expect(provesAbsence({ ...scan('a', [voice('b')]), accounts: one }, voice('a'))).toBe(true);
  });

  it('is not proved without such a voice, by an unclean scan, or with a key of another account', () => {
    expect(provesAbsence(scan('a', []), voice('a'))).toBe(false);
    expect(provesAbsence(scan('a', [voice('b')]), voice('a'))).toBe(false);
    expect(provesAbsence(scan('a', [voice('a')], false), voice('a'))).toBe(false);
    expect(provesAbsence(scan('b', [voice('b')]), voice('a'))).toBe(false);
  });

  it('needs a voice created with the same key, because a workspace key may list only some of the voices', () => {
    const underB = (...controls: VoiceKeys[]) => ({ ...scan('b', controls), accounts: one });
    expect(provesAbsence(underB(voice('b')), voice('a'))).toBe(false);
    expect(provesAbsence(underB(voice('b', 'a')), voice('a'))).toBe(true);
    // An imported voice may be in any workspace that its key sees.
    expect(provesAbsence(underB(voice('a', null)), voice('a'))).toBe(false);
    expect(provesAbsence(underB(voice('b', 'a')), voice('a', null))).toBe(false);
  });

  it('is never proved across accounts for any scans', () => {
    const anyVoice = fc.record({ keyId: fc.option(anyKey), madeWith: fc.option(anyKey) });
    const anyProof = fc.record({ keyId: anyKey, clean: fc.boolean(), controls: fc.array(anyVoice) });
    fc.assert(
      fc.property(scans, anyProof, anyVoice, (seen, proof, missing) => {
        const known = accountsAfter(seen);
        if (!provesAbsence({ ...proof, accounts: known }, missing)) return;
        const account = accountOf(known, missing.keyId);
        expect(accountOf(known, proof.keyId)).toBe(account);
        expect(proof.controls.map(({ keyId }) => accountOf(known, keyId))).toContain(account);
      }),
    );
  });
});

describe('rule 8: an operator has to decide after half an hour of waiting', () => {
  it.each([
    [null, false],
    [at(-1_799), false],
    [at(-1_800), true],
  ])('waiting since %p: %p', (waitingSince, expected) => {
    expect(hasWaitedLong({ ...separate('a'), waitingSince }, instant)).toBe(expected);
  });
});

describe('rule 11: a list that misses more than max(3, 10 %), or that is empty, is doubted', () => {
  it.each([
    [{ live: 5, missing: 3, isEmpty: false }, false],
    [{ live: 5, missing: 4, isEmpty: false }, true],
    [{ live: 100, missing: 10, isEmpty: false }, false],
    [{ live: 100, missing: 11, isEmpty: false }, true],
    [{ live: 1, missing: 1, isEmpty: true }, true],
    [{ live: 0, missing: 0, isEmpty: true }, false],
  ])('%p: %p', (count, expected) => {
    expect(isTooMuchMissing(count)).toBe(expected);
  });
});
