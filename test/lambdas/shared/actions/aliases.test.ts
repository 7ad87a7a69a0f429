import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { recoverAliases } from '../../../../lambdas/recover-voices/recover-aliases.ts';
import { retireVoices } from '../../../../lambdas/recover-voices/retire-voices.ts';
import { advanceAlias } from '../../../../lambdas/shared/actions/advance-alias.ts';
import { deleteAlias } from '../../../../lambdas/shared/actions/delete-alias.ts';
import { remakeAlias } from '../../../../lambdas/shared/actions/remake-alias.ts';
import { setAlias } from '../../../../lambdas/shared/actions/set-alias.ts';
import { DynamoPlaceCounter } from '../../../../lambdas/shared/stores/places.ts';
import { DynamoVoicesByStatus } from '../../../../lambdas/shared/stores/voices-by-status.ts';
import { parseRemakeRequest } from '../../../../lambdas/shared/validation/remake-request.ts';
import { beginMove } from '../../../../lambdas/shared/voice/alias-changes.ts';
import { newVoiceId } from '../../../../lambdas/shared/voice/ids.ts';
import { MemorySwitches } from '../../../support/memory-stores.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { cosyvoice } from '../../../support/voice-requests.ts';
import { instant } from '../../../support/voices.ts';

let stored: StoredVoices;
let now = instant;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());
let alias = '';
beforeEach(() => {
  alias = `a${randomUUID()}`;
  now = instant;
});

const owner = 'ann';
const settings = {
  enabledFamilies: [{ scope: 'mainland' as const, families: ['cosyvoice', 'qwen'] as const }],
  now: () => instant,
};
const dependencies = () => ({
  ...stored.dependencies(),
  voicesByStatus: new DynamoVoicesByStatus(stored.client, stored.tableName),
  places: new DynamoPlaceCounter(stored.client, stored.tableName),
  switches: new MemorySwitches(),
  newMoveId: randomUUID,
  newRemakeId: randomUUID,
  newVoiceId,
  graceSeconds: 3_600,
  aliasGraceSeconds: 7_200,
  pendingSeconds: 300,
  now: () => now,
});
const set = (voiceId: string, ifVersion?: number) =>
  setAlias({ alias, voiceId, owner, ifVersion }, dependencies());
const remake = async (body: object, parts: { ifVersion?: number; requestKey?: string } = {}) => {
  const remade = await remakeAlias(
    { alias, owner, requestKey: null, ...parts, ...parseRemakeRequest(body, settings) },
    dependencies(),
  );
  if (remade.kind !== 'voice') throw new Error('the remake made an audition');
  return remade;
};
const read = async () => {
  const record = await dependencies().aliases.read(alias);
  if (!record) throw new Error('no alias');
  return record;
};
const change = async (voiceId: string, parts: object) =>
  stored.putItem({ ...(await stored.read(voiceId)), ...parts });
const ready = { status: 'OK', providerVoiceId: 'voice-b', sequence: 2 };
const eventsOf = (name: string) =>
  stored.published
    .filter(({ detail }) => detail.includes(`"alias":"${name}"`))
    .map((each) => each.detailType);

describe('setAlias', () => {
  it('creates and moves an alias, keeps its voice, and releases the former one', async () => {
    const [first, second] = [await stored.put({}), await stored.put({})];
    expect(await set(first)).toMatchObject({ created: true, alias: { version: 1 } });
    expect(await set(second)).toMatchObject({ created: false, alias: { version: 2 } });
    expect([...((await stored.read(second))?.holds ?? [])]).toHaveLength(1);
    expect(await stored.read(first)).toMatchObject({ status: 'OK' });
    expect((await stored.read(first))?.holds).toBeUndefined();
    expect((await stored.read(first))?.retireAt).toBeUndefined();
    expect(await read()).toMatchObject({ moving: {}, releasing: {}, pendingEvents: {} });
    expect(eventsOf(alias)).toEqual(['Alias Moved', 'Alias Moved']);
  });

  it('changes nothing for the voice that the alias points at, or with another version', async () => {
    const voiceId = await stored.put({});
    await set(voiceId, 0);
    const before = await read();
    expect(await set(voiceId)).toMatchObject({ created: false });
    await expect(set(await stored.put({}), 7)).rejects.toMatchObject({
      details: { code: 'version_mismatch', version: 1 },
    });
    expect(await read()).toEqual(before);
  });

  it.each([
    ['is not OK', { status: 'UNDEPLOYED', reason: { code: 'review_rejected' } }],
    [
      'is being deleted',
      { deleteRequested: { at: instant.toISOString(), by: 'a', purgeAt: instant.toISOString() } },
    ],
  ])('refuses a voice that %s, and leaves no hold', async (_, parts) => {
    const voiceId = await stored.put(parts);
    await expect(set(voiceId)).rejects.toMatchObject({ details: { code: 'invalid_state' } });
    expect((await stored.read(voiceId))?.holds).toBeUndefined();
  });

  it('names the field of an unknown voice, and writes nothing', async () => {
    await expect(set(newVoiceId(instant))).rejects.toMatchObject({
      details: {
        code: 'invalid_request',
        issues: [{ pointer: '/voiceId', code: 'not_allowed', detail: 'is not the id of a voice' }],
      },
    });
    expect(await dependencies().aliases.read(alias)).toBeNull();
  });

  it('refuses an eleventh alias, but not because of holds that no alias uses', async () => {
    const voiceId = await stored.put({
      holds: new Set(Array.from({ length: 10 }, (_, n) => `unused-${n}/m`)),
    });
    expect(await set(voiceId)).toMatchObject({ created: true });
    const full = await stored.putHeld(
      {},
      Array.from({ length: 10 }, (_, n) => `${alias}-${n}`),
    );
    await expect(set(full)).rejects.toMatchObject({ details: { code: 'voice_in_use' } });
  });
});

describe('a remake', () => {
  it('moves the alias once the new voice is OK, and retires the former one', async () => {
    const former = await stored.put({});
    await set(former);
    const { voice } = await remake({ targetModel: 'cosyvoice-v3.5-flash' });
    expect(voice).toMatchObject({ remakeOf: alias, status: 'REQUESTED', voicePrompt: expect.any(String) });
    await advanceAlias(alias, dependencies());
    expect((await read()).target?.voiceId).toBe(former);
    await change(voice.voiceId, ready);
    await advanceAlias(alias, dependencies());
    expect(await read()).toMatchObject({ version: 2, pending: null, target: { voiceId: voice.voiceId } });
    const retireAt = new Date(instant.getTime() + 7_200_000);
    expect(await stored.read(former)).toMatchObject({ status: 'OK', retireAt: retireAt.toISOString() });
    expect(await retireVoices(false, dependencies())).toEqual({ retired: 0 });
    now = retireAt;
    await retireVoices(false, dependencies());
    expect(await stored.read(former)).toMatchObject({ status: 'DELETED', statusBeforeDelete: 'OK' });
  });

  it('leaves a former voice that another alias points at by then', async () => {
    const former = await stored.put({});
    await set(former);
    const { voice } = await remake({ voicePrompt: 'Another voice' });
    await change(voice.voiceId, ready);
    await advanceAlias(alias, dependencies());
    const other = `${alias}-b`;
    await setAlias({ alias: other, voiceId: former, owner }, dependencies());
    await deleteAlias({ alias: other, owner }, dependencies());
    now = new Date(instant.getTime() + 7_200_000);
    await retireVoices(false, dependencies());
    expect(await stored.read(former)).toMatchObject({ status: 'OK' });
  });

  it('creates an alias that does not exist', async () => {
    const { voice } = await remake({ ...cosyvoice, managedBy: 'apply' }, { ifVersion: 0 });
    await change(voice.voiceId, ready);
    await advanceAlias(alias, dependencies());
    expect(await read()).toMatchObject({
      version: 1,
      managedBy: 'apply',
      target: { voiceId: voice.voiceId },
    });
  });

  it('by an apply leaves the manager of an alias that a person created', async () => {
    await set(await stored.put({}));
    const { voice } = await remake({ voicePrompt: 'Another voice', managedBy: 'apply' });
    await change(voice.voiceId, ready);
    await advanceAlias(alias, dependencies());
    expect(await read()).toMatchObject({ managedBy: null, target: { voiceId: voice.voiceId } });
  });

  it('leads to one voice for the same brief, the same key, and callers at once', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => remake(cosyvoice)));
    const ids = new Set(all.map(({ voice }) => voice.voiceId));
    expect([ids.size, all.filter(({ replayed }) => !replayed).length]).toEqual([1, 1]);
    const brief = { ...cosyvoice, voicePrompt: 'Another voice' };
    await expect(remake(brief)).rejects.toMatchObject({ details: { code: 'remake_pending' } });
    const [voiceId = ''] = ids;
    await change(voiceId, ready);
    await advanceAlias(alias, dependencies());
    const keyed = await remake(brief, { requestKey: 'k' });
    await change(keyed.voice.voiceId, ready);
    await advanceAlias(alias, dependencies());
    expect(await remake(brief, { requestKey: 'k' })).toMatchObject({
      replayed: true,
      voice: { voiceId: keyed.voice.voiceId },
    });
    await expect(remake(cosyvoice, { ifVersion: 1 })).rejects.toMatchObject({
      details: { code: 'version_mismatch' },
    });
  });

  it('makes a new voice for a brief that the alias had before', async () => {
    const briefs = ['Voice a', 'Voice b', 'Voice a'].map((voicePrompt) => ({ ...cosyvoice, voicePrompt }));
    const ids: string[] = [];
    for (const brief of briefs) {
      const { voice } = await remake(brief);
      ids.push(voice.voiceId);
      await change(voice.voiceId, ready);
      await advanceAlias(alias, dependencies());
    }
    expect(new Set(ids).size).toBe(3);
    expect((await read()).target?.voiceId).toBe(ids[2]);
  });

  const deleted = {
    deletedAt: instant.toISOString(),
    purgeAt: instant.toISOString(),
    statusBeforeDelete: 'OK',
  };
  it.each([
    [
      'UNDEPLOYED',
      { reason: { code: 'review_rejected' }, providerVoiceId: 'v' },
      'voice_rejected',
      'UNDEPLOYED',
    ],
    ['FAILED', { reason: { code: 'content_rejected' } }, 'voice_failed', 'FAILED'],
    [
      'TIMED_OUT',
      { reason: { code: 'review_deadline' }, providerVoiceId: 'v' },
      'voice_timed_out',
      'DELETED',
    ],
    ['DELETED', deleted, 'voice_deleted', 'DELETED'],
  ])('fails if its voice ends %s, and the alias stays', async (status, parts, reason, left) => {
    const former = await stored.put({});
    await set(former);
    const { voice } = await remake({ voicePrompt: 'Another voice' });
    await change(voice.voiceId, { status, ...parts });
    await advanceAlias(alias, dependencies());
    expect(await read()).toMatchObject({
      version: 1,
      pending: null,
      target: { voiceId: former },
      discarding: [],
    });
    expect(await stored.read(voice.voiceId)).toMatchObject({ status: left });
    const failed = stored.published.find(
      ({ detail }) => detail.includes(`"alias":"${alias}"`) && detail.includes(reason),
    );
    expect(failed?.detailType).toBe('Alias Remake Failed');
  });

  it('deletes its voice once a move that holds it is given up', async () => {
    await set(await stored.put({}));
    const { voice } = await remake({ voicePrompt: 'Another voice' });
    await change(voice.voiceId, { ...ready, holds: new Set([`${alias}/interrupted`]) });
    const { aliases } = dependencies();
    const before = await read();
    await aliases.write(beginMove(before, 'interrupted', voice.voiceId, instant), before);
    await set(await stored.put({}));
    expect(await stored.read(voice.voiceId)).toMatchObject({ status: 'OK' });
    now = new Date(instant.getTime() + 600_000);
    await recoverAliases(false, dependencies());
    expect(await stored.read(voice.voiceId)).toMatchObject({ status: 'DELETED' });
  });

  it('asks for the deletion of a voice whose create has an unknown outcome', async () => {
    const { voice } = await remake(cosyvoice);
    await change(voice.voiceId, { status: 'FAILED', reason: { code: 'create_outcome_unknown' } });
    await advanceAlias(alias, dependencies());
    expect(await stored.read(voice.voiceId)).toMatchObject({ deleteRequested: { by: 'alias' } });
  });

  it.each([
    ['moved', async () => set(await stored.put({}))],
    ['deleted', async () => deleteAlias({ alias, owner }, dependencies())],
  ])('fails if the alias is %s meanwhile, and its voice is deleted', async (_, act) => {
    await set(await stored.put({}));
    const { voice } = await remake({ voicePrompt: 'Another voice' });
    await act();
    expect(await stored.read(voice.voiceId)).toMatchObject({ status: 'DELETED' });
    expect(eventsOf(alias)).toContain('Alias Remake Failed');
    await change(voice.voiceId, ready);
    await advanceAlias(alias, dependencies());
    expect((await read()).target?.voiceId).not.toBe(voice.voiceId);
  });

  it('is completed by recovery if its event does not arrive, and if its record was not written', async () => {
    const { voice } = await remake(cosyvoice);
    await stored.remove(voice.voiceId);
    now = new Date(instant.getTime() + 600_000);
    await recoverAliases(false, dependencies());
    expect(await stored.read(voice.voiceId)).toMatchObject({ status: 'REQUESTED', remakeOf: alias });
    await change(voice.voiceId, ready);
    await recoverAliases(false, dependencies());
    expect((await read()).target?.voiceId).toBe(voice.voiceId);
  });
});

describe('an alias', () => {
  it('shows the status of its voice after an expiry and a return', async () => {
    const voiceId = await stored.put({});
    await set(voiceId);
    await change(voiceId, { status: 'EXPIRED', purgeAt: instant.toISOString(), statusBeforeExpiry: 'OK' });
    await recoverAliases(false, dependencies());
    expect((await read()).target?.status).toBe('EXPIRED');
    await change(voiceId, { status: 'OK' });
    await recoverAliases(false, dependencies());
    expect((await read()).target?.status).toBe('OK');
  });

  it('continues its versions after a deletion, which can be repeated', async () => {
    await set(await stored.put({}));
    expect(await deleteAlias({ alias, owner }, dependencies())).toEqual({ alias, version: 2 });
    expect(await deleteAlias({ alias, owner }, dependencies())).toEqual({ alias, version: 2 });
    expect(await set(await stored.put({}), 0)).toMatchObject({ created: true, alias: { version: 3 } });
  });
});
