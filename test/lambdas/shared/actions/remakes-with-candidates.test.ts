import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { recoverAliases } from '../../../../lambdas/recover-voices/recover-aliases.ts';
import { advanceAlias } from '../../../../lambdas/shared/actions/advance-alias.ts';
import { advanceAudition } from '../../../../lambdas/shared/actions/advance-audition.ts';
import { cancelAudition } from '../../../../lambdas/shared/actions/cancel-audition.ts';
import { chooseCandidate } from '../../../../lambdas/shared/actions/choose-candidate.ts';
import { deleteAlias } from '../../../../lambdas/shared/actions/delete-alias.ts';
import { remakeAlias } from '../../../../lambdas/shared/actions/remake-alias.ts';
import { setAlias } from '../../../../lambdas/shared/actions/set-alias.ts';
import { DynamoPlaceCounter } from '../../../../lambdas/shared/stores/places.ts';
import { DynamoVoicesByStatus } from '../../../../lambdas/shared/stores/voices-by-status.ts';
import { parseRemakeRequest } from '../../../../lambdas/shared/validation/remake-request.ts';
import type { AuditionRecord } from '../../../../lambdas/shared/voice/audition-record.ts';
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
  stored.started.length = 0;
});

const owner = 'ann';
const later = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);
const settings = {
  enabledFamilies: [{ scope: 'mainland' as const, families: ['cosyvoice', 'qwen'] as const }],
  now: () => instant,
};
const dependencies = () => ({
  ...stored.dependencies(),
  voicesByStatus: new DynamoVoicesByStatus(stored.client, stored.tableName),
  places: new DynamoPlaceCounter(stored.client, stored.tableName),
  switches: new MemorySwitches(),
  newRemakeId: randomUUID,
  newVoiceId,
  pendingSeconds: 300,
  now: () => now,
});
const remake = (body: object, requestKey: string | null = null) =>
  remakeAlias({ alias, owner, requestKey, ...parseRemakeRequest(body, settings) }, dependencies());
async function audition(body: object): Promise<AuditionRecord> {
  const remade = await remake(body);
  if (remade.kind !== 'audition') throw new Error('the remake made no audition');
  return remade.audition;
}
const idOf = ({ candidates }: AuditionRecord, index: number) => candidates[index]?.voiceId ?? '';
const statusesOf = ({ candidates }: AuditionRecord) =>
  Promise.all(candidates.map(async ({ voiceId }) => (await stored.read(voiceId))?.status));
const choose = ({ auditionId }: AuditionRecord, voiceId: string, chosenAlias?: string) =>
  chooseCandidate({ auditionId, voiceId, alias: chosenAlias, owner }, dependencies());
const read = async () => {
  const record = await dependencies().aliases.read(alias);
  if (!record) throw new Error('no alias');
  return record;
};
const readAudition = async ({ auditionId }: AuditionRecord) => stored.auditions.read(auditionId);
const change = async (voiceId: string, parts: object) =>
  stored.putItem({ ...(await stored.read(voiceId)), ...parts });
const ready = { status: 'OK', providerVoiceId: 'voice-b', sequence: 2 };
const failed = { status: 'FAILED', reason: { code: 'content_rejected' } };
const settle = async ({ candidates }: AuditionRecord, parts: object = ready) => {
  for (const { voiceId } of candidates) await change(voiceId, parts);
};
const eventsOf = (name: string) =>
  stored.published.filter(({ detail }) => detail.includes(`"alias":"${name}","version"`));
const failures = () =>
  eventsOf(alias)
    .filter(({ detailType }) => detailType === 'Alias Remake Failed')
    .map(({ detail }) => JSON.parse(detail));

describe('a remake with candidates', () => {
  it('requests an audition, leaves the alias where it is, and moves it to the chosen candidate', async () => {
    const former = await stored.put({});
    await setAlias({ alias, voiceId: former, owner }, dependencies());
    const open = await audition({ targetModel: 'cosyvoice-v3.5-flash', candidates: 3 });
    expect(open).toMatchObject({ status: 'OPEN', alias, remakeOf: { alias, fromVersion: 1 } });
    expect(open.brief.targetModel).toBe('cosyvoice-v3.5-flash');
    expect(stored.started).toHaveLength(3);
    await settle(open);
    await advanceAudition(open.auditionId, dependencies());
    await advanceAlias(alias, dependencies());
    expect((await read()).target?.voiceId).toBe(former);
    await choose(open, idOf(open, 1));
    expect(await read()).toMatchObject({ version: 2, pending: null, target: { voiceId: idOf(open, 1) } });
    expect(await statusesOf(open)).toEqual(['DELETED', 'OK', 'DELETED']);
    expect(await stored.read(former)).toMatchObject({ status: 'OK', retireAt: later(7_200).toISOString() });
    expect(failures()).toEqual([]);
  });

  it('creates an alias that does not exist', async () => {
    const open = await audition({ ...cosyvoice, candidates: 2, managedBy: 'apply' });
    expect(await read()).toMatchObject({ target: null, pending: { voiceId: null } });
    await settle(open);
    await choose(open, idOf(open, 0));
    expect(await read()).toMatchObject({
      version: 1,
      managedBy: 'apply',
      target: { voiceId: idOf(open, 0) },
    });
  });

  it('is the same audition when it is repeated, and refuses another brief or a single voice', async () => {
    const open = await audition({ ...cosyvoice, candidates: 2 });
    const again = await remake({ ...cosyvoice, candidates: 5 }, 'key');
    expect(again).toMatchObject({
      kind: 'audition',
      replayed: true,
      audition: { auditionId: open.auditionId },
    });
    for (const body of [cosyvoice, { ...cosyvoice, candidates: 2, voicePrompt: 'Another voice' }]) {
      await expect(remake(body)).rejects.toMatchObject({ details: { code: 'remake_pending' } });
    }
    expect(stored.started).toHaveLength(2);
  });

  it('leads to the same audition for the same key, even after it has ended', async () => {
    const first = await remake({ ...cosyvoice, candidates: 2 }, 'key');
    if (first.kind !== 'audition') throw new Error('the remake made no audition');
    expect(await remake({ ...cosyvoice, candidates: 2 }, 'key')).toMatchObject({ replayed: true });
    await settle(first.audition);
    await choose(first.audition, idOf(first.audition, 0));
    expect(await remake({ ...cosyvoice, candidates: 2 }, 'key')).toMatchObject({
      kind: 'audition',
      replayed: true,
      audition: { auditionId: first.audition.auditionId, status: 'DECIDED' },
    });
    expect(stored.started).toHaveLength(2);
  });

  it.each([
    [{ candidates: 1 }, { pointer: '/candidates', code: 'out_of_range', limit: 2, actual: 1 }],
    [{ candidates: 11 }, { pointer: '/candidates', code: 'out_of_range', limit: 10, actual: 11 }],
    [{ candidates: '3' }, { pointer: '/candidates', code: 'invalid_type' }],
    [{ keepHours: 5 }, { pointer: '/keepHours', code: 'unknown_field' }],
  ])('with %p is refused with the field and the rule, and nothing is written', async (fields, issue) => {
    await expect(remake({ ...cosyvoice, ...fields })).rejects.toMatchObject({
      details: { code: 'invalid_request', issues: [expect.objectContaining(issue)] },
    });
    expect(await dependencies().aliases.read(alias)).toBeNull();
  });

  it('is refused as a whole if the account has not enough places', async () => {
    const list = { family: 'qwen', scope: 'mainland' } as const;
    const { places } = dependencies();
    await places.startScan(list, 'scan');
    await places.endScan(list, 'scan', { used: 998, inFlight: 0, limit: 1_000, countedAt: instant });
    const qwen = { family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' };
    const brief = { ...qwen, voicePrompt: 'A calm voice', previewText: 'The harbour is quiet tonight.' };
    await expect(remake({ ...brief, candidates: 3 })).rejects.toMatchObject({
      details: { code: 'voice_quota_exhausted' },
    });
    expect(await dependencies().aliases.read(alias)).toBeNull();
    expect(await remake({ ...brief, candidates: 2 })).toMatchObject({ kind: 'audition' });
  });

  it('refuses a choice with another alias', async () => {
    const open = await audition({ ...cosyvoice, candidates: 2 });
    await settle(open);
    await expect(choose(open, idOf(open, 0), 'another')).rejects.toMatchObject({
      details: { issues: [expect.objectContaining({ pointer: '/alias', allowed: [alias] })] },
    });
    expect(await choose(open, idOf(open, 0), alias)).toMatchObject({ status: 'DECIDED' });
  });

  it('moves the alias to another choice later', async () => {
    const open = await audition({ ...cosyvoice, candidates: 2 });
    await settle(open);
    await choose(open, idOf(open, 0));
    await choose(open, idOf(open, 1));
    expect(await read()).toMatchObject({ version: 2, target: { voiceId: idOf(open, 1) } });
    expect(await statusesOf(open)).toEqual(['DELETED', 'OK']);
  });
});

describe('the alias stays and the failure is announced if', () => {
  it.each<[string, (open: AuditionRecord) => Promise<unknown>, string]>([
    [
      'no candidate is OK',
      async (open) => {
        await settle(open, failed);
        await advanceAudition(open.auditionId, dependencies());
      },
      'audition_failed',
    ],
    [
      'the audition is cancelled',
      (open) => cancelAudition(open.auditionId, dependencies()),
      'audition_cancelled',
    ],
    [
      'no candidate is chosen in time',
      async (open) => {
        await settle(open);
        now = later(72 * 3_600);
        await advanceAudition(open.auditionId, dependencies());
      },
      'audition_lapsed',
    ],
  ])('%s', async (_, end, reason) => {
    const former = await stored.put({});
    await setAlias({ alias, voiceId: former, owner }, dependencies());
    const open = await audition({ candidates: 2 });
    await end(open);
    await advanceAlias(alias, dependencies());
    expect(await read()).toMatchObject({
      version: 1,
      pending: null,
      cancelling: [],
      target: { voiceId: former },
    });
    expect(failures()).toEqual([
      expect.objectContaining({ voiceId: null, auditionId: open.auditionId, reason }),
    ]);
    expect((await readAudition(open))?.status).not.toBe('OPEN');
    expect((await stored.read(former))?.retireAt).toBeUndefined();
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a caller moves the alias meanwhile',
      async () => setAlias({ alias, voiceId: await stored.put({}), owner: 'bob' }, dependencies()),
      'alias_moved',
    ],
    [
      'a caller deletes the alias meanwhile',
      () => deleteAlias({ alias, owner }, dependencies()),
      'alias_deleted',
    ],
  ])('%s, and the audition is cancelled', async (_, act, reason) => {
    await setAlias({ alias, voiceId: await stored.put({}), owner }, dependencies());
    const open = await audition({ candidates: 2 });
    await settle(open);
    await act();
    const { target } = await read();
    expect(await readAudition(open)).toMatchObject({ status: 'CANCELLED' });
    expect(await statusesOf(open)).toEqual(['DELETED', 'DELETED']);
    expect(failures()).toEqual([expect.objectContaining({ auditionId: open.auditionId, reason })]);
    await expect(choose(open, idOf(open, 0))).rejects.toMatchObject({ details: { code: 'invalid_state' } });
    expect((await read()).target).toEqual(target);
  });

  it('a candidate is chosen before the audition of a moved alias could be cancelled', async () => {
    const voiceId = await stored.put({});
    await setAlias({ alias, voiceId, owner }, dependencies());
    const open = await audition({ candidates: 2 });
    await settle(open);
    const { auditions } = dependencies();
    const change = auditions.change.bind(auditions);
    auditions.change = () => Promise.reject(new Error('no write'));
    const moved = await stored.put({});
    await setAlias({ alias, voiceId: moved, owner: 'bob' }, dependencies());
    auditions.change = change;
    expect(await choose(open, idOf(open, 0))).toMatchObject({ status: 'DECIDED' });
    expect((await read()).target?.voiceId).toBe(moved);
  });

  it('the chosen voice is deleted before the alias can point at it', async () => {
    const open = await audition({ ...cosyvoice, candidates: 2 });
    await settle(open);
    const decided = { status: 'DECIDED', chosen: idOf(open, 0), candidates: open.candidates } as const;
    const parts = { decision: { by: 'ann', alias, pointing: null }, now, event: null };
    await stored.auditions.change(open, { ...decided, ...parts });
    await advanceAlias(alias, dependencies());
    expect(failures()).toEqual([expect.objectContaining({ reason: 'voice_deleted' })]);
  });
});

/** Returns dependencies whose auditions cannot be written. */
function withPut(put: (record: AuditionRecord) => Promise<void>) {
  const { auditions } = dependencies();
  const recordComplete = auditions.recordComplete.bind(auditions);
  return { ...dependencies(), auditions: { read: auditions.read.bind(auditions), recordComplete, put } };
}

describe('recovery', () => {
  it('writes the audition of a remake whose function ended before it could, under the same ids', async () => {
    const dead = withPut(() => Promise.reject(new Error('died')));
    const input = { alias, owner, requestKey: null };
    const body = parseRemakeRequest({ ...cosyvoice, candidates: 3 }, settings);
    await expect(remakeAlias({ ...input, ...body }, dead)).rejects.toThrow('died');
    const { pending } = await read();
    now = later(301);
    await recoverAliases(false, dependencies());
    const written = await stored.auditions.read(pending?.audition?.auditionId ?? '');
    expect(written?.candidates.map(({ voiceId }) => voiceId)).toEqual(pending?.audition?.voiceIds);
    expect(stored.started).toHaveLength(3);
  });

  it('moves the alias if the choice could not, and its event was lost', async () => {
    const open = await audition({ ...cosyvoice, candidates: 2 });
    await settle(open);
    const { holds } = dependencies();
    const dead = { release: holds.release.bind(holds), hold: () => Promise.reject(new Error('died')) };
    const choice = { auditionId: open.auditionId, voiceId: idOf(open, 1), owner };
    await expect(chooseCandidate(choice, { ...dependencies(), holds: dead })).rejects.toThrow('died');
    now = later(301);
    await recoverAliases(false, dependencies());
    expect(await read()).toMatchObject({ version: 1, pending: null, target: { voiceId: idOf(open, 1) } });
  });

  it('cancels an audition that a slow function writes after the alias was deleted', async () => {
    const { auditions } = dependencies();
    let write: () => Promise<void> = async () => undefined;
    const slow = withPut(async (record) => {
      write = () => auditions.put(record);
      throw new Error('slow');
    });
    await setAlias({ alias, voiceId: await stored.put({}), owner }, dependencies());
    const body = parseRemakeRequest({ candidates: 2 }, settings);
    const input = { alias, owner, requestKey: null, ...body };
    await expect(remakeAlias(input, slow)).rejects.toThrow('slow');
    const auditionId = (await read()).pending?.audition?.auditionId ?? '';
    await deleteAlias({ alias, owner }, dependencies());
    expect(await read()).toMatchObject({ cancelling: [auditionId] });
    await write();
    await advanceAlias(alias, dependencies());
    expect(await stored.auditions.read(auditionId)).toMatchObject({ status: 'CANCELLED' });
    expect(await read()).toMatchObject({ cancelling: [] });
  });

  it('forgets an audition that was never written once its function has ended', async () => {
    const dying = withPut(() => Promise.reject(new Error('died')));
    const body = parseRemakeRequest({ ...cosyvoice, candidates: 2 }, settings);
    const input = { alias, owner, requestKey: null, ...body };
    await expect(remakeAlias(input, dying)).rejects.toThrow('died');
    await deleteAlias({ alias, owner }, dependencies()).catch(() => undefined);
    expect((await read()).cancelling).toHaveLength(1);
    now = later(301);
    await recoverAliases(false, dependencies());
    expect(await read()).toMatchObject({ cancelling: [], pending: null });
  });
});
