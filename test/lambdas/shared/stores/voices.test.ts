import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Claim } from '../../../../lambdas/shared/stores/attempts.ts';
import { DynamoAttemptStore } from '../../../../lambdas/shared/stores/attempts.ts';
import { LostRaceError, UnreadableRecordError } from '../../../../lambdas/shared/stores/items.ts';
import { DynamoProviderVoiceStore } from '../../../../lambdas/shared/stores/provider-voices.ts';
import { DynamoVoiceStore } from '../../../../lambdas/shared/stores/voices.ts';
import { newVoiceId } from '../../../../lambdas/shared/voice/ids.ts';
import { publicView } from '../../../../lambdas/shared/voice/view.ts';
import { voiceEvent } from '../../../../lambdas/shared/voice/voice-event.ts';
import { awkwardTexts, inheritedNames } from '../../../support/awkward-text.ts';
import { startTable, type TestTable } from '../../../support/dynalite.ts';
import { instant, requestedVoice, storedPreview } from '../../../support/voices.ts';

const later = new Date(instant.getTime() + 5_000);
const reason = { code: 'provider_refused', providerCode: 'InvalidParameter' } as const;
const account = { keyId: 'key-1', host: 'dashscope.aliyuncs.com', providerSeconds: 600 };
const made = { providerVoiceId: 'voice-a', requestId: 'r-1', usageCount: 1 };

let table: TestTable;
let store: DynamoVoiceStore;
let attemptStore: DynamoAttemptStore;
let providerVoices: DynamoProviderVoiceStore;
beforeAll(async () => {
  table = await startTable();
  store = new DynamoVoiceStore(table.client, table.table);
  attemptStore = new DynamoAttemptStore(table.client, table.table);
  providerVoices = new DynamoProviderVoiceStore(table.client, table.table);
});
afterAll(() => table.stop());

/** A new record for each test; `claim` is the first claim that an invocation makes on it. */
let voiceId: string;
let claim: Claim;
beforeEach(async () => {
  voiceId = newVoiceId(instant);
  claim = { voiceId, run: 0, attempt: 1, claimId: 'claim-1', claimedAt: later };
  await store.put(requestedVoice({ voiceId }));
});

const reserve = () => attemptStore.reserveAttempt({ voiceId, run: 0 }, 'ghjkmnp', 'vdghjkmnpb');
const lost = (write: Promise<void>) => expect(write).rejects.toThrow(LostRaceError);
const attempt = async () => (await store.read(voiceId))?.attempts['1'];
async function claimed(): Promise<void> {
  await reserve();
  await attemptStore.claim(claim, account);
}

describe('a record', () => {
  it('is read as it was put, and put once', async () => {
    const record = requestedVoice({ voiceId, labels: { project: 'audiobook' } });
    await lost(store.put(record));
    expect(await store.read(voiceId)).toEqual(requestedVoice({ voiceId }));
    expect(await store.read(newVoiceId(instant))).toBeNull();
  });

  it.each([...inheritedNames, ...awkwardTexts])('keeps the label %s', async (key) => {
    const record = requestedVoice({ voiceId: newVoiceId(instant), name: key, labels: { [key]: key } });
    await store.put(record);
    expect(await store.read(record.voiceId)).toEqual(record);
  });

  it('is not guessed at when it does not parse', async () => {
    const broken = {
      ...requestedVoice({ voiceId: newVoiceId(instant) }),
      status: 'OK',
      voicePrompt: 'not to be told',
    };
    await table.client.send(
      new PutItemCommand({ TableName: table.table, Item: marshall(broken, { removeUndefinedValues: true }) }),
    );
    const reading = store.read(broken.voiceId);
    await expect(reading).rejects.toThrow(UnreadableRecordError);
    await expect(reading).rejects.toThrow(/^record \w+ does not parse at: providerVoiceId$/);
  });
});

describe.each(['reserveToken', 'assign'] as const)('%s', (method) => {
  it('gives a name to one voice alone, who may ask again', async () => {
    const name = `${method}-${voiceId}`;
    await providerVoices[method](name, voiceId);
    await providerVoices[method](name, voiceId);
    await lost(providerVoices[method](name, newVoiceId(instant)));
  });
});

describe('reserving an attempt', () => {
  it('notes its name once, without touching the status', async () => {
    await reserve();
    expect(await store.read(voiceId)).toMatchObject({
      status: 'REQUESTED',
      nameToken: 'ghjkmnp',
      attempts: { 1: { name: 'vdghjkmnpb', state: 'RESERVED', releases: 0 } },
    });
    await lost(attemptStore.reserveAttempt({ voiceId, run: 0 }, 'other', 'vdotherb'));
    expect((await attempt())?.name).toBe('vdghjkmnpb');
  });

  it('is for the run that owns the record, and for a record that is there', async () => {
    await lost(attemptStore.reserveAttempt({ voiceId, run: 1 }, 'ghjkmnp', 'vdghjkmnpb'));
    await lost(
      attemptStore.reserveAttempt({ voiceId: newVoiceId(instant), run: 0 }, 'ghjkmnp', 'vdghjkmnpb'),
    );
  });
});

describe('claiming an attempt', () => {
  it('lets one of many send', async () => {
    await reserve();
    const claims = Array.from({ length: 20 }, (_, n) =>
      attemptStore.claim({ ...claim, claimId: `claim-${n}` }, account),
    );
    const outcomes = await Promise.allSettled(claims);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(await store.read(voiceId)).toMatchObject({
      status: 'CREATING',
      updatedAt: later.toISOString(),
      attempts: { 1: { state: 'IN_FLIGHT', claimId: `claim-${winner}`, claimedAt: later.toISOString() } },
    });
  });

  it('keeps what the claim is sent with, and of a later claim what that one is', async () => {
    await claimed();
    expect(await attempt()).toMatchObject(account);
    await attemptStore.release(claim, later);
    const moved = { keyId: 'key-2', host: 'llm-1.cn-beijing.maas.aliyuncs.com', providerSeconds: 3_600 };
    await attemptStore.claim({ ...claim, claimId: 'claim-2' }, moved);
    expect(await attempt()).toMatchObject(moved);
  });

  it('is lost without a reservation, for another run, and once the outcome is known', async () => {
    await lost(attemptStore.claim(claim, account));
    await reserve();
    await lost(attemptStore.claim({ ...claim, run: 1 }, account));
    await lost(attemptStore.claim({ ...claim, attempt: 2 }, account));
    await attemptStore.claim(claim, account);
    await lost(attemptStore.claim(claim, account));
    await attemptStore.recordRefused(claim, reason, 'r-1', later);
    await lost(attemptStore.claim({ ...claim, claimId: 'claim-2' }, account));
  });

  it('is lost when the voice is to be deleted, or settled', async () => {
    const deleted = { ...requestedVoice({ voiceId: newVoiceId(instant) }), deleteRequested: true };
    const settled = { ...requestedVoice({ voiceId: newVoiceId(instant) }), status: 'FAILED', reason };
    for (const record of [deleted, settled]) {
      const attempts = { 1: { name: 'vdghjkmnpb', state: 'RESERVED', releases: 0 } };
      await table.client.send(
        new PutItemCommand({
          TableName: table.table,
          Item: marshall({ ...record, attempts }, { removeUndefinedValues: true }),
        }),
      );
      await lost(attemptStore.claim({ ...claim, voiceId: record.voiceId }, account));
    }
  });
});

describe('giving a claim back', () => {
  it('lets the same name be claimed again, and counts', async () => {
    await claimed();
    await attemptStore.release(claim, later);
    expect(await attempt()).toMatchObject({ state: 'RESERVED', releases: 1 });
    await attemptStore.claim({ ...claim, claimId: 'claim-2' }, account);
    expect(await attempt()).toMatchObject({ state: 'IN_FLIGHT', claimId: 'claim-2', releases: 1 });
  });

  it('is lost to whoever has not the claim, or has given it back', async () => {
    await claimed();
    await lost(attemptStore.release({ ...claim, claimId: 'claim-2' }, later));
    await attemptStore.release(claim, later);
    await lost(attemptStore.release(claim, later));
    expect((await attempt())?.releases).toBe(1);
  });
});

describe('recording the voice that was made', () => {
  it('hangs on the claim alone: neither status nor run may stand in its way', async () => {
    await claimed();
    await store.recordReason({ voiceId, run: 0 }, { code: 'create_outcome_unknown' }, later);
    const record = await store.read(voiceId);
    if (!record) throw new Error('no record');
    const events = [voiceEvent('Voice Failed', 1, publicView(record))];
    await store.transition(record, 'failed', { now: later, events });
    await attemptStore.recordMade({ ...claim, run: 7 }, made, later);
    expect(await store.read(voiceId)).toMatchObject({
      status: 'FAILED',
      providerVoiceId: 'voice-a',
      attempts: { 1: { state: 'MADE', requestId: 'r-1', usageCount: 1 } },
    });
  });

  it('can be repeated, but not with another voice, and not by another claim', async () => {
    await claimed();
    await lost(attemptStore.recordMade({ ...claim, claimId: 'claim-2' }, made, later));
    await attemptStore.recordMade(claim, made, later);
    await attemptStore.recordMade(claim, made, later);
    await lost(attemptStore.recordMade(claim, { ...made, providerVoiceId: 'voice-b' }, later));
    await lost(attemptStore.recordMade({ ...claim, voiceId: newVoiceId(instant) }, made, later));
    expect((await store.read(voiceId))?.providerVoiceId).toBe('voice-a');
  });

  it('keeps the key that made the voice, where it is known', async () => {
    await claimed();
    await attemptStore.recordMade(claim, made, later);
    expect(await store.read(voiceId)).not.toHaveProperty('keyId');
    await attemptStore.recordMade(claim, { ...made, keyId: 'key-1' }, later);
    expect(await store.read(voiceId)).toMatchObject({ keyId: 'key-1' });
  });
});

describe('noting a second voice', () => {
  it('puts it beside the first once, under its attempt', async () => {
    await claimed();
    await attemptStore.recordExtraVoice(voiceId, '1', 'voice-b');
    await attemptStore.recordExtraVoice(voiceId, '1', 'voice-c');
    await lost(attemptStore.recordExtraVoice(voiceId, '1', 'voice-b'));
    await lost(attemptStore.recordExtraVoice(voiceId, '2', 'voice-d'));
    expect((await attempt())?.extraVoiceIds).toEqual(['voice-b', 'voice-c']);
  });
});

describe('recording a refusal', () => {
  it('keeps the reason and can be repeated', async () => {
    await claimed();
    await attemptStore.recordRefused(claim, reason, null, later);
    await attemptStore.recordRefused(claim, reason, null, later);
    expect(await store.read(voiceId)).toMatchObject({
      status: 'CREATING',
      reason,
      attempts: { 1: { state: 'REFUSED' } },
    });
  });

  it('is lost to whoever has not the claim, and once there is a voice', async () => {
    await claimed();
    await lost(attemptStore.recordRefused({ ...claim, claimId: 'claim-2' }, reason, null, later));
    await attemptStore.recordMade(claim, made, later);
    await lost(attemptStore.recordRefused(claim, reason, null, later));
    expect((await attempt())?.state).toBe('MADE');
  });

  it('can be noted without a claim by the run that owns the record, while there is no voice', async () => {
    await lost(store.recordReason({ voiceId, run: 1 }, reason, later));
    await lost(store.recordReason({ voiceId: newVoiceId(instant), run: 0 }, reason, later));
    await store.recordReason({ voiceId, run: 0 }, reason, later);
    expect(await store.read(voiceId)).toMatchObject({ reason, updatedAt: later.toISOString() });
    await claimed();
    await attemptStore.recordMade(claim, made, later);
    await lost(store.recordReason({ voiceId, run: 0 }, reason, later));
  });
});

describe('bringing a purge forward', () => {
  it('is of a voice that is deleted, or to be deleted, as it was read', async () => {
    await lost(store.bringPurgeForward(requestedVoice({ voiceId }), later));
    await claimed();
    const creating = { ...requestedVoice({ voiceId }), status: 'CREATING' as const };
    await lost(store.bringPurgeForward(creating, later));
    const purgeAt = new Date(later.getTime() + 60_000);
    await store.requestDeletion(creating, { at: instant, by: 'ann', purgeAt });
    await lost(store.bringPurgeForward({ ...creating, run: 1 }, later));
    await lost(store.bringPurgeForward({ ...creating, sequence: 1 }, later));
    await store.bringPurgeForward(creating, later);
    expect((await store.read(voiceId))?.deleteRequested).toEqual({
      at: instant.toISOString(),
      by: 'ann',
      purgeAt: later.toISOString(),
    });
  });
});

describe('recording a preview', () => {
  beforeEach(async () => {
    await claimed();
    await attemptStore.recordMade(claim, made, later);
  });
  const record = (...parts: [Parameters<DynamoVoiceStore['recordPreview']>[2], string | null]) =>
    store.recordPreview(voiceId, 'voice-a', ...parts);

  it('replaces one that is missing, and can be repeated', async () => {
    await record({ missing: 'lost' }, null);
    await record(storedPreview, 'a.wav');
    await record(storedPreview, 'a.wav');
    expect(await store.read(voiceId)).toMatchObject({ preview: storedPreview, previewKey: 'a.wav' });
  });

  it('is not named any more once a purge has claimed the voice', async () => {
    const item = { ...(await store.read(voiceId)), purgeClaim: { id: 'purge', until: later.toISOString() } };
    await table.client.send(
      new PutItemCommand({
        TableName: table.table,
        Item: marshall(item, { removeUndefinedValues: true }),
      }),
    );
    await lost(record(storedPreview, 'a.wav'));
    await lost(record({ missing: 'lost' }, null));
    expect(await store.read(voiceId)).not.toHaveProperty('previewKey');
  });

  it('never takes a stored one back, and is for the voice of the record', async () => {
    await lost(store.recordPreview(voiceId, 'voice-b', storedPreview, 'b.wav'));
    await record(storedPreview, 'a.wav');
    await lost(record({ missing: 'lost' }, null));
    await lost(record({ ...storedPreview, bytes: 1 }, 'b.wav'));
    expect(await store.read(voiceId)).toMatchObject({ preview: storedPreview, previewKey: 'a.wav' });
  });
});
