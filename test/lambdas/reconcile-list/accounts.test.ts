import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Fixture } from './fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await Fixture.start();
  await fixture.control.grantKey({ key: 'sk-elsewhere', scope: 'mainland', name: 'elsewhere' });
});
afterEach(() => fixture.stop());

const hour = 3_600;

/** A key that reaches the same account as the one in the secret before. */
async function rotate(): Promise<void> {
  await fixture.control.grantKey({ key: 'sk-rotated', scope: 'mainland', name: 'local' });
  fixture.apiKey = 'sk-rotated';
}

/** A voice of this deployment in the account of the key in the secret, which another account's key has made. */
async function putElsewhere(status: Parameters<Fixture['put']>[0] = 'OK', parts = {}) {
  const { firstKey } = fixture;
  fixture.makingKey = 'sk-elsewhere';
  const made = await fixture.put(status, parts);
  fixture.makingKey = firstKey;
  return made;
}

const statusOf = async (voiceId: string) => (await fixture.read(voiceId)).status;
const accounts = async () => {
  const known = await fixture.accountStore.read('mainland');
  if (!known) throw new Error('no accounts');
  return known;
};
/** Runs so often, so many seconds apart. @returns the last report */
async function reconcileOften(times: number, secondsApart = hour) {
  for (let run = 1; run < times; run += 1) {
    await fixture.reconcile();
    fixture.advance(secondsApart);
  }
  return fixture.reconcile();
}

describe('rule 1: scans store the key that they were made with', () => {
  it('with the count of the list', async () => {
    await fixture.reconcile();
    expect(await fixture.stored.item('SCAN#cosyvoice#mainland')).toMatchObject({
      keyId: await fixture.keyId(),
    });
  });

  it('gives a record without a key the key that lists its voice, not another one', async () => {
    const { voiceId } = await fixture.put('OK', { keyId: undefined, attempts: {} });
    await rotate();
    await fixture.reconcile();
    expect((await fixture.read(voiceId)).keyId).toBe(await fixture.keyId('sk-rotated'));
  });
});

describe('rule 2: a key starts an account if no other account has a living voice or an open attempt', () => {
  it('is the first key of a scope', async () => {
    const first = await fixture.keyId();
    expect(await fixture.reconcile()).toMatchObject({ keyWaits: false });
    expect(await accounts()).toMatchObject({ first, current: first, inForce: { keyId: first } });
  });

  it('is another key once the other account has neither', async () => {
    const { voiceId } = await fixture.put('OK');
    await fixture.reconcile();
    fixture.apiKey = 'sk-elsewhere';
    expect(await fixture.reconcile()).toMatchObject({ keyWaits: true, elsewhere: 1 });
    await fixture.stored.put({ ...(await fixture.read(voiceId)), status: 'PURGED' });
    expect(await fixture.reconcile()).toMatchObject({ keyWaits: false, elsewhere: 0 });
    expect((await accounts()).current).toBe(await fixture.keyId('sk-elsewhere'));
  });

  it('is no other key while an attempt of the first account is open', async () => {
    await fixture.put('CREATING', { state: 'UNKNOWN', known: false });
    fixture.apiKey = 'sk-elsewhere';
    expect(await fixture.reconcile()).toMatchObject({ keyWaits: true });
  });
});

describe('rule 3: a key joins the account whose voice its scan shows', () => {
  it('joins in the first scan after a rotation inside one account', async () => {
    const { voiceId } = await fixture.put('OK');
    await fixture.reconcile();
    await rotate();
    expect(await fixture.reconcile()).toMatchObject({ keyWaits: false, elsewhere: 0, ours: 1 });
    const { current, keys } = await accounts();
    expect(keys[await fixture.keyId()]?.account).toBe(current);
    expect(keys[await fixture.keyId('sk-rotated')]?.account).toBe(current);
    expect((await fixture.read(voiceId)).keyId).toBe(await fixture.keyId('sk-rotated'));
  });

  it('joins by a voice without a record if its attempt was sent with a key of the account', async () => {
    await fixture.put('FAILED', {
      state: 'UNKNOWN',
      known: false,
      reason: { code: 'create_outcome_unknown' },
    });
    await rotate();
    expect(await fixture.reconcile()).toMatchObject({ keyWaits: false, adopted: 1 });
  });

  it('does not join while it lists only voices that were made with itself', async () => {
    await fixture.put('OK');
    fixture.apiKey = 'sk-elsewhere';
    await putElsewhere();
    expect(await fixture.reconcile()).toMatchObject({ keyWaits: true, elsewhere: 1, ours: 1 });
  });
});

describe('rules 6 and 7: a scan concludes nothing about the voices of another account', () => {
  it('keeps missing voices even if repeated scans list a living voice of the scanning account', async () => {
    const voices = [await fixture.put('OK'), await fixture.put('DEPLOYING'), await fixture.put('DELETED')];
    await fixture.reconcile();
    fixture.apiKey = 'sk-elsewhere';
    await putElsewhere();
    expect(await reconcileOften(4)).toMatchObject({ control: true, expired: 0, missing: 0, elsewhere: 3 });
    const statuses = await Promise.all(voices.map(({ voiceId }) => statusOf(voiceId)));
    expect(statuses).toEqual(['OK', 'DEPLOYING', 'DELETED']);
    for (const { voiceId } of voices) expect((await fixture.read(voiceId)).missingSince).toBeUndefined();
  });

  it('keeps a voice that a workspace key may not list, even if another voice of the account is listed', async () => {
    await fixture.put('OK');
    const hidden = await fixture.put('OK');
    await fixture.reconcile();
    const side = await fixture.keyId('sk-side');
    const imported = await fixture.put('OK', { origin: 'imported', keyId: side, attempts: {} });
    await fixture.accountStore.recordUse('mainland', side, fixture.now);
    await fixture.accountStore.join('mainland', { account: side, into: await fixture.keyId() });
    await fixture.control.grantKey({ key: 'sk-side', scope: 'mainland', name: 'local' });
    fixture.apiKey = 'sk-side';
    const seesOnly = fixture.showing([imported.providerVoiceId]);
    fixture.advance(hour);
    for (let run = 0; run < 3; run += 1) {
      expect(await fixture.reconcile({ clientOf: seesOnly })).toMatchObject({ control: true, heldBack: 2 });
      fixture.advance(hour);
    }
    expect(await statusOf(hidden.voiceId)).toBe('OK');
  });
});

describe('rule 8: an operator has to act after half an hour', () => {
  it('for a waiting key, until the right key returns', async () => {
    await fixture.put('OK');
    await fixture.reconcile();
    fixture.apiKey = 'sk-elsewhere';
    expect(await fixture.reconcile()).toMatchObject({ keyWaits: true, needsKey: false });
    fixture.advance(1_799);
    expect(await fixture.reconcile()).toMatchObject({ needsKey: false });
    fixture.advance(1);
    expect(await fixture.reconcile()).toMatchObject({ needsKey: true });
    fixture.apiKey = fixture.firstKey;
    expect(await fixture.reconcile()).toMatchObject({ keyWaits: false, needsKey: false });
  });

  it('for a deletion that waits for a key of its account, unless the operator left the account', async () => {
    await fixture.put('OK');
    await putElsewhere('DELETED', { purgeAt: fixture.now.toISOString() });
    expect(await fixture.reconcile()).toMatchObject({ deletionsWaiting: 0, needsKey: false });
    fixture.advance(1_800);
    expect(await fixture.reconcile()).toMatchObject({ deletionsWaiting: 1, needsKey: true });
    await fixture.setKey('sk-elsewhere', { leftAt: fixture.now.toISOString() });
    expect(await fixture.reconcile()).toMatchObject({ deletionsWaiting: 0, needsKey: false });
  });
});

describe('rule 9: voices of another account than the current one carry a warning', () => {
  const codes = async (voiceId: string) => (await fixture.read(voiceId)).warnings.map(({ code }) => code);

  it('once the current account is decided, until their key returns', async () => {
    const { voiceId } = await fixture.put('OK');
    await fixture.reconcile();
    fixture.apiKey = 'sk-elsewhere';
    await fixture.reconcile();
    expect(await codes(voiceId)).toEqual([]);
    const [first, elsewhere] = [await fixture.keyId(), await fixture.keyId('sk-elsewhere')];
    await fixture.accountStore.makeCurrent('mainland', elsewhere, first);
    await reconcileOften(3);
    expect(await codes(voiceId)).toEqual(['other_account']);
    expect(await statusOf(voiceId)).toBe('OK');
    fixture.apiKey = fixture.firstKey;
    await fixture.reconcile();
    expect(await codes(voiceId)).toEqual([]);
  });
});

describe('rule 10: a forgotten account', () => {
  it('expires its records without a call to the provider, and restores those that its key lists again', async () => {
    const voices = [await fixture.put('OK'), await fixture.put('DELETED'), await fixture.put('UNDEPLOYED')];
    const { voiceId } = await fixture.put('EXPIRED', { statusBeforeExpiry: undefined });
    await fixture.reconcile();
    fixture.apiKey = 'sk-elsewhere';
    await fixture.reconcile();
    await fixture.setKey(fixture.firstKey, { forgottenAt: fixture.now.toISOString() });
    const queried: string[] = [];
    const { clientOf } = fixture.dependencies();
    const counting: typeof clientOf = (account) => ({
      ...clientOf(account),
      queryVoice: async (request) => {
        queried.push(request.providerVoiceId);
        return clientOf(account).queryVoice(request);
      },
      deleteVoice: async (request) => {
        queried.push(request.providerVoiceId);
        return clientOf(account).deleteVoice(request);
      },
    });
    expect(await fixture.reconcile({ clientOf: counting })).toMatchObject({ forgotten: 3, elsewhere: 0 });
    expect(queried).toEqual([]);
    for (const each of voices) expect(await statusOf(each.voiceId)).toBe('EXPIRED');
    fixture.apiKey = fixture.firstKey;
    expect(await fixture.reconcile()).toMatchObject({ restored: 3, forgotten: 0 });
    const statuses = await Promise.all(voices.map((each) => statusOf(each.voiceId)));
    expect(statuses).toEqual(['OK', 'DELETED', 'UNDEPLOYED']);
    expect((await accounts()).keys[await fixture.keyId()]?.forgottenAt).toBeNull();
    expect(await statusOf(voiceId)).toBe('EXPIRED');
  });

  it('keeps its records while its key is in force', async () => {
    const { voiceId } = await fixture.put('OK');
    await fixture.reconcile();
    await fixture.setKey(fixture.firstKey, { forgottenAt: fixture.now.toISOString() });
    expect(await fixture.reconcile()).toMatchObject({ forgotten: 0 });
    expect(await statusOf(voiceId)).toBe('OK');
  });
});

describe('rule 11: a list that misses too much is doubted', () => {
  /** Deletes voices at the console. */
  const removeAll = async (voices: readonly { readonly providerVoiceId: string }[]) => {
    for (const { providerVoiceId } of voices) await fixture.control.removeVoice(providerVoiceId);
  };
  const put = (count: number) => Promise.all(Array.from({ length: count }, () => fixture.put('OK')));

  it('expires none of many missing voices until an operator confirms the number', async () => {
    const voices = await put(2);
    await fixture.reconcile();
    await removeAll(voices);
    fixture.advance(hour);
    expect(await fixture.reconcile()).toMatchObject({ heldBack: 2, isDoubted: false, expired: 0 });
    fixture.advance(1_800);
    expect(await fixture.reconcile()).toMatchObject({ heldBack: 2, isDoubted: true, expired: 0 });
    expect(await fixture.reconcile({}, { confirmMissing: 1 })).toMatchObject({ heldBack: 2, expired: 0 });
    expect(await fixture.reconcile({}, { confirmMissing: 2 })).toMatchObject({ heldBack: 0, expired: 2 });
    for (const { voiceId } of voices) expect(await statusOf(voiceId)).toBe('EXPIRED');
    expect(await fixture.reconcile()).toMatchObject({ heldBack: 0, isDoubted: false });
  });

  it('expires none of four missing voices out of five, and three out of five at the second scan', async () => {
    const voices = await put(5);
    await fixture.reconcile();
    await removeAll(voices.slice(0, 4));
    fixture.advance(hour);
    expect(await reconcileOften(3)).toMatchObject({ heldBack: 4, expired: 0, missing: 0 });
    await put(1);
    await fixture.reconcile({}, { confirmMissing: 4 });
    const others = await put(4);
    await removeAll(others.slice(0, 3));
    fixture.advance(hour);
    expect(await fixture.reconcile()).toMatchObject({ heldBack: 0, missing: 3, expired: 0 });
    fixture.advance(hour);
    expect(await fixture.reconcile()).toMatchObject({ heldBack: 0, expired: 3 });
  });

  it('keeps a confirmed voice that the provider returns by its id', async () => {
    const voices = await put(2);
    await fixture.reconcile();
    fixture.advance(hour);
    const hiding = fixture.showing([]);
    expect(await fixture.reconcile({ clientOf: hiding })).toMatchObject({ heldBack: 2 });
    expect(await fixture.reconcile({ clientOf: hiding }, { confirmMissing: 2 })).toMatchObject({
      expired: 0,
    });
    for (const { voiceId } of voices) expect(await statusOf(voiceId)).toBe('OK');
  });

  it('expires nothing while the list is empty for an hour, and ends the doubt afterwards', async () => {
    const voices = await put(2);
    await fixture.reconcile();
    fixture.advance(hour);
    const empty = fixture.showing([]);
    for (const isDoubted of [false, false, true, true, true]) {
      expect(await fixture.reconcile({ clientOf: empty })).toMatchObject({ heldBack: 2, isDoubted });
      fixture.advance(900);
    }
    expect(await fixture.reconcile()).toMatchObject({ heldBack: 0, isDoubted: false, expired: 0 });
    for (const { voiceId } of voices) expect((await fixture.read(voiceId)).missingSince).toBeUndefined();
  });
});

describe('rule 12: an expired voice that is listed again', () => {
  it.each(['OK', 'UNDEPLOYED', 'TIMED_OUT', 'DELETED', 'DEPLOYING'] as const)(
    'is restored: %s',
    async (before) => {
      const reason =
        before === 'UNDEPLOYED' || before === 'TIMED_OUT' ? { code: 'review_rejected' } : undefined;
      const deleted = { deletedAt: fixture.now.toISOString(), statusBeforeDelete: 'OK' };
      const { voiceId } = await fixture.put('EXPIRED', {
        statusBeforeExpiry: before,
        missingSince: fixture.now.toISOString(),
        ...(reason && { reason }),
        ...(before === 'DELETED' && deleted),
      });
      expect(await fixture.reconcile()).toMatchObject({ restored: 1, orphans: 0 });
      const record = await fixture.read(voiceId);
      expect(record).toMatchObject({ status: before, run: before === 'DEPLOYING' ? 1 : 0 });
      expect(record.statusBeforeExpiry).toBeUndefined();
      expect(record.missingSince).toBeUndefined();
      expect(fixture.stored.eventsOf(voiceId)).toEqual(['Voice Restored']);
      expect(fixture.stored.started).toEqual(before === 'DEPLOYING' ? [`${voiceId}-r1`] : []);
    },
  );

  it('is not an orphan, even if it was purged after the expiry', async () => {
    await fixture.put('PURGED', { statusBeforeExpiry: 'OK' });
    const { providerVoiceId } = await fixture.put('EXPIRED', {
      statusBeforeExpiry: 'OK',
      purgeClaim: { id: 'purge', until: fixture.now.toISOString() },
    });
    for (let run = 0; run < 3; run += 1) {
      expect(await fixture.reconcile()).toMatchObject({ orphans: 0, restored: 0, outlived: 1 });
      fixture.advance(2 * hour);
    }
    expect(await fixture.liveIds()).toContain(providerVoiceId);
  });
});
