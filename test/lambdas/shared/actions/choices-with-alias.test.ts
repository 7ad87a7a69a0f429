import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { recoverAuditions } from '../../../../lambdas/recover-voices/recover-auditions.ts';
import { changeAudition } from '../../../../lambdas/shared/actions/change-audition.ts';
import { chooseCandidate } from '../../../../lambdas/shared/actions/choose-candidate.ts';
import { deleteAlias } from '../../../../lambdas/shared/actions/delete-alias.ts';
import { setAlias } from '../../../../lambdas/shared/actions/set-alias.ts';
import { DynamoAuditionIndex } from '../../../../lambdas/shared/stores/audition-lists.ts';
import type { AuditionRecord } from '../../../../lambdas/shared/voice/audition-record.ts';
import { type CandidateParts, storedAudition } from '../../../support/auditions.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant } from '../../../support/voices.ts';

let stored: StoredVoices;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());
beforeEach(() => {
  stored.published.length = 0;
});
const made: AuditionRecord[] = [];
afterEach(async () => {
  for (const { auditionId } of made.splice(0)) await stored.remove(`AUDITION#${auditionId}`);
});

let names = 0;
const newAlias = () => `narrator-${names++}`;
const time = instant.toISOString();
const deleted = { status: 'DELETED', statusBeforeDelete: 'OK', deletedAt: time, purgeAt: time };

async function audition(parts: Partial<AuditionRecord> = {}, candidates?: CandidateParts) {
  const record = await storedAudition(stored, parts, candidates);
  made.push(record);
  return record;
}

const idOf = ({ candidates }: AuditionRecord, index: number) => candidates[index]?.voiceId ?? '';
const choose = ({ auditionId }: AuditionRecord, voiceId: string, alias?: string) =>
  chooseCandidate({ auditionId, voiceId, alias, owner: 'ann' }, stored.dependencies());
const targetOf = async (alias: string) => (await stored.dependencies().aliases.read(alias))?.target?.voiceId;
const statusOf = async (voiceId: string) => (await stored.read(voiceId))?.status;
const read = ({ auditionId }: AuditionRecord) => stored.auditions.read(auditionId);
const refusal = (details: object) => expect.objectContaining({ details: expect.objectContaining(details) });
const recover = () =>
  recoverAuditions(false, {
    ...stored.dependencies(),
    auditionIndex: new DynamoAuditionIndex(stored.client, stored.tableName),
    pendingSeconds: 60,
    now: () => new Date(instant.getTime() + 61_000),
  });

/** Makes a choice that ends after it has changed the audition and before it points the alias at the voice. */
async function interruptedChoice(open: AuditionRecord, voiceId: string, alias: string): Promise<void> {
  const dependencies = stored.dependencies();
  const { holds } = dependencies;
  const died = new Error('the function has ended');
  const dead = { hold: () => Promise.reject(died), release: holds.release.bind(holds) };
  const choice = { auditionId: open.auditionId, voiceId, alias, owner: 'ann' };
  await expect(chooseCandidate(choice, { ...dependencies, holds: dead })).rejects.toBe(died);
  expect(await read(open)).toMatchObject({ status: 'DECIDED', chosen: voiceId });
  expect(await targetOf(alias)).toBeUndefined();
}

describe('a choice', () => {
  it('points the alias of the request at the voice in the same step', async () => {
    const alias = newAlias();
    const open = await audition({ alias }, [{}, {}]);
    expect(await choose(open, idOf(open, 1))).toMatchObject({ status: 'DECIDED', alias });
    expect(await targetOf(alias)).toBe(idOf(open, 1));
    expect((await read(open))?.pointing).toBeUndefined();
    expect(stored.eventsOf(alias)).toContain('Alias Moved');
    expect(await statusOf(idOf(open, 0))).toBe('DELETED');
  });

  it('points its own alias at the voice, and leaves that of the request alone', async () => {
    const [requested, alias] = [newAlias(), newAlias()];
    const open = await audition({ alias: requested });
    expect(await choose(open, idOf(open, 0), alias)).toMatchObject({ alias });
    expect([await targetOf(requested), await targetOf(alias)]).toEqual([undefined, idOf(open, 0)]);
  });

  it('moves an alias that points at another voice, which stays', async () => {
    const alias = newAlias();
    const former = await stored.putHeld({}, [alias]);
    const open = await audition({}, [{}, {}]);
    await choose(open, idOf(open, 0), alias);
    expect(await targetOf(alias)).toBe(idOf(open, 0));
    expect(await stored.read(former)).toMatchObject({ status: 'OK' });
    expect((await stored.read(former))?.holds).toBeUndefined();
  });

  it('takes the alias along when another candidate is chosen, and deletes the former choice', async () => {
    const alias = newAlias();
    const open = await audition({}, [{}, {}]);
    await choose(open, idOf(open, 0), alias);
    await choose(open, idOf(open, 1));
    expect(await targetOf(alias)).toBe(idOf(open, 1));
    expect([await statusOf(idOf(open, 0)), await statusOf(idOf(open, 1))]).toEqual(['DELETED', 'OK']);
  });

  it('keeps a former choice that another alias still points at', async () => {
    const [first, second] = [newAlias(), newAlias()];
    const open = await audition({}, [{}, {}]);
    await choose(open, idOf(open, 0), first);
    await choose(open, idOf(open, 1), second);
    expect([await targetOf(first), await targetOf(second)]).toEqual([idOf(open, 0), idOf(open, 1)]);
    expect([await statusOf(idOf(open, 0)), await statusOf(idOf(open, 1))]).toEqual(['OK', 'OK']);
  });

  it('changes nothing when it is repeated, and adds an alias that it did not have', async () => {
    const alias = newAlias();
    const open = await audition();
    await choose(open, idOf(open, 0));
    expect(await choose(open, idOf(open, 0))).toMatchObject({ version: 2, sequence: 1, alias: null });
    expect(await choose(open, idOf(open, 0), alias)).toMatchObject({ alias, sequence: 2 });
    const { version } = (await stored.dependencies().aliases.read(alias)) ?? {};
    expect(await choose(open, idOf(open, 0), alias)).toMatchObject({ alias, sequence: 2 });
    expect((await stored.dependencies().aliases.read(alias))?.version).toBe(version);
  });

  it('without an alias leaves an alias alone that a caller has moved since', async () => {
    const alias = newAlias();
    const open = await audition({ alias });
    const other = await stored.put({});
    await choose(open, idOf(open, 0));
    await setAlias({ alias, voiceId: other, owner: 'bob' }, stored.dependencies());
    await choose(open, idOf(open, 0));
    expect(await targetOf(alias)).toBe(other);
  });

  it('is refused before anything changes if ten other aliases point at the voice', async () => {
    const aliases = Array.from({ length: 10 }, newAlias);
    const voiceId = await stored.putHeld({}, aliases);
    const open = await audition({
      candidates: [{ voiceId, status: 'OK' }, ...(await audition()).candidates],
    });
    await expect(choose(open, voiceId, newAlias())).rejects.toEqual(refusal({ code: 'voice_in_use' }));
    expect(await read(open)).toEqual(open);
    expect((await stored.read(voiceId))?.keptBy).toBeUndefined();
  });

  it('restores a voice that is deleted between the choice and the change of the alias', async () => {
    const alias = newAlias();
    const open = await audition({ alias });
    const dependencies = stored.dependencies();
    const voiceId = idOf(open, 0);
    let isFirst = true;
    const holds = {
      release: dependencies.holds.release.bind(dependencies.holds),
      hold: async (...hold: Parameters<typeof dependencies.holds.hold>) => {
        if (isFirst) await stored.put({ ...(await stored.read(voiceId)), ...deleted });
        isFirst = false;
        return dependencies.holds.hold(...hold);
      },
    };
    const choice = { auditionId: open.auditionId, voiceId, owner: 'ann' };
    expect(await chooseCandidate(choice, { ...dependencies, holds })).toMatchObject({ version: 3 });
    expect([await statusOf(voiceId), await targetOf(alias)]).toEqual(['OK', voiceId]);
  });
});

describe('recovery', () => {
  it('points the alias at the chosen voice after a choice that ended half-way, and does so once', async () => {
    const alias = newAlias();
    const open = await audition();
    await interruptedChoice(open, idOf(open, 0), alias);
    await recover();
    expect(await targetOf(alias)).toBe(idOf(open, 0));
    expect((await read(open))?.pointing).toBeUndefined();
    expect(await statusOf(idOf(open, 1))).toBe('DELETED');
    await recover();
    expect((await stored.dependencies().aliases.read(alias))?.version).toBe(1);
  });

  it('does not undo a later move of the alias', async () => {
    const alias = newAlias();
    const open = await audition();
    const other = await stored.put({});
    await interruptedChoice(open, idOf(open, 0), alias);
    await setAlias({ alias, voiceId: other, owner: 'bob' }, stored.dependencies());
    await recover();
    expect(await targetOf(alias)).toBe(other);
    expect((await read(open))?.pointing).toBeUndefined();
  });

  it('does not undo a later deletion of the alias', async () => {
    const alias = newAlias();
    await stored.putHeld({}, [alias]);
    const open = await audition();
    const dependencies = stored.dependencies();
    const choice = { auditionId: open.auditionId, voiceId: idOf(open, 0), alias, owner: 'ann' };
    const dead = { ...dependencies.holds, hold: () => Promise.reject(new Error('the function has ended')) };
    const holds = { hold: dead.hold, release: dependencies.holds.release.bind(dependencies.holds) };
    await expect(chooseCandidate(choice, { ...dependencies, holds })).rejects.toThrow('has ended');
    await deleteAlias({ alias, owner: 'bob' }, dependencies);
    await recover();
    expect(await targetOf(alias)).toBeUndefined();
  });

  it('leaves the alias to a later choice', async () => {
    const alias = newAlias();
    const open = await audition();
    await interruptedChoice(open, idOf(open, 0), alias);
    await choose(open, idOf(open, 1));
    await recover();
    expect(await targetOf(alias)).toBe(idOf(open, 1));
    expect(await statusOf(idOf(open, 0))).toBe('DELETED');
  });

  it('leaves the alias where it is if the chosen voice has been deleted', async () => {
    const alias = newAlias();
    const open = await audition();
    await interruptedChoice(open, idOf(open, 0), alias);
    await stored.put({ ...(await stored.read(idOf(open, 0))), ...deleted });
    await recover();
    expect(await targetOf(alias)).toBeUndefined();
    expect((await read(open))?.pointing).toBeUndefined();
    expect(stored.logged).toContain('alias not pointed at the chosen voice');
  });

  it('deletes a former choice whose hold a choice could not release', async () => {
    const alias = newAlias();
    const open = await audition({}, [{}, {}]);
    await choose(open, idOf(open, 0), alias);
    const dependencies = stored.dependencies();
    const failing = { hold: dependencies.holds.hold.bind(dependencies.holds) };
    const holds = { ...failing, release: () => Promise.reject(new Error('no release')) };
    const choice = { auditionId: open.auditionId, voiceId: idOf(open, 1), owner: 'ann' };
    await chooseCandidate(choice, { ...dependencies, holds });
    expect([await statusOf(idOf(open, 0)), await targetOf(alias)]).toEqual(['OK', idOf(open, 1)]);
    await recover();
    expect(await statusOf(idOf(open, 0))).toBe('DELETED');
  });
});

describe('two choices at once', () => {
  it('have one outcome, and the alias follows it', async () => {
    for (let round = 0; round < 10; round += 1) {
      const alias = newAlias();
      const open = await audition({ alias });
      const results = await Promise.all([choose(open, idOf(open, 0)), choose(open, idOf(open, 1))]);
      const { chosen } = (await read(open)) ?? {};
      expect(results.map((result) => result.chosen)).toContain(chosen);
      expect(await targetOf(alias)).toBe(chosen);
      await recover();
      expect([await statusOf(idOf(open, 0)), await statusOf(idOf(open, 1))].sort()).toEqual([
        'DELETED',
        'OK',
      ]);
    }
  });
});

it('a change of the audition keeps the change of the alias that is left', async () => {
  const open = await audition();
  const alias = newAlias();
  await interruptedChoice(open, idOf(open, 0), alias);
  const decided = await read(open);
  if (!decided) throw new Error('no audition');
  const { status, chosen, candidates } = decided;
  const changed = await changeAudition(decided, { status, chosen, candidates }, stored.dependencies());
  expect(changed.pointing).toEqual({ version: 2, fromVersion: 0, by: 'ann' });
  expect(await read(open)).toMatchObject({ alias, pointing: changed.pointing });
});
