import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Claim } from '../../../../lambdas/shared/stores/attempts.ts';
import { DynamoAttemptStore } from '../../../../lambdas/shared/stores/attempts.ts';
import { LostRaceError, UnreadableRecordError } from '../../../../lambdas/shared/stores/items.ts';
import { DynamoProviderVoiceStore } from '../../../../lambdas/shared/stores/provider-voices.ts';
import { DynamoVoiceStore } from '../../../../lambdas/shared/stores/voices.ts';
import { newVoiceId } from '../../../../lambdas/shared/voice/ids.ts';
import type { Preview } from '../../../../lambdas/shared/voice/record.ts';
import { transitions } from '../../../../lambdas/shared/voice/transitions.ts';
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

/** Each test has a new record. `claim` is the first claim on it. */
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
  it('is read as it was written, and written once', async () => {
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

  it('is rejected if it does not parse', async () => {
    const broken = {
      ...requestedVoice({ voiceId: newVoiceId(instant) }),
      status: 'OK',
      voicePrompt: 'a secret text',
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
  it('gives a name to one voice, and can be repeated', async () => {
    const name = `${method}-${voiceId}`;
    await providerVoices[method](name, voiceId);
    await providerVoices[method](name, voiceId);
    await lost(providerVoices[method](name, newVoiceId(instant)));
  });
});

describe('reserving an attempt', () => {
  it('records its name once, without a change of the status', async () => {
    await reserve();
    expect(await store.read(voiceId)).toMatchObject({
      status: 'REQUESTED',
      nameToken: 'ghjkmnp',
      attempts: { 1: { name: 'vdghjkmnpb', state: 'RESERVED', releases: 0 } },
    });
    await lost(attemptStore.reserveAttempt({ voiceId, run: 0 }, 'other', 'vdotherb'));
    expect((await attempt())?.name).toBe('vdghjkmnpb');
  });

  it('fails for another run and for a record that does not exist', async () => {
    await lost(attemptStore.reserveAttempt({ voiceId, run: 1 }, 'ghjkmnp', 'vdghjkmnpb'));
    await lost(
      attemptStore.reserveAttempt({ voiceId: newVoiceId(instant), run: 0 }, 'ghjkmnp', 'vdghjkmnpb'),
    );
  });
});

describe('claiming an attempt', () => {
  it('succeeds for one of many', async () => {
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

  it('keeps the account of the latest claim', async () => {
    await claimed();
    expect(await attempt()).toMatchObject(account);
    await attemptStore.release(claim, later);
    const moved = { keyId: 'key-2', host: 'llm-1.cn-beijing.maas.aliyuncs.com', providerSeconds: 3_600 };
    await attemptStore.claim({ ...claim, claimId: 'claim-2' }, moved);
    expect(await attempt()).toMatchObject(moved);
  });

  it('fails without a reservation, for another run, and once the outcome is recorded', async () => {
    await lost(attemptStore.claim(claim, account));
    await reserve();
    await lost(attemptStore.claim({ ...claim, run: 1 }, account));
    await lost(attemptStore.claim({ ...claim, attempt: 2 }, account));
    await attemptStore.claim(claim, account);
    await lost(attemptStore.claim(claim, account));
    await attemptStore.recordRefused(claim, reason, 'r-1', later);
    await lost(attemptStore.claim({ ...claim, claimId: 'claim-2' }, account));
  });

  it('fails if the voice is to be deleted or is settled', async () => {
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

describe('releasing a claim', () => {
  it('lets the same name be claimed again, and counts', async () => {
    await claimed();
    await attemptStore.release(claim, later);
    expect(await attempt()).toMatchObject({ state: 'RESERVED', releases: 1 });
    await attemptStore.claim({ ...claim, claimId: 'claim-2' }, account);
    expect(await attempt()).toMatchObject({ state: 'IN_FLIGHT', claimId: 'claim-2', releases: 1 });
  });

  it('fails without the claim, and once it was released', async () => {
    await claimed();
    await lost(attemptStore.release({ ...claim, claimId: 'claim-2' }, later));
    await attemptStore.release(claim, later);
    await lost(attemptStore.release(claim, later));
    expect((await attempt())?.releases).toBe(1);
  });
});

describe('recording a created voice', () => {
  it('depends only on the claim, not on status or run', async () => {
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

  it('keeps the key that created the voice, if it is recorded', async () => {
    await claimed();
    await attemptStore.recordMade(claim, made, later);
    expect(await store.read(voiceId)).not.toHaveProperty('keyId');
    await attemptStore.recordMade(claim, { ...made, keyId: 'key-1' }, later);
    expect(await store.read(voiceId)).toMatchObject({ keyId: 'key-1' });
  });
});

describe('recording a second voice', () => {
  it('adds it once under its attempt, next to the first', async () => {
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

  it('fails without the claim, and once there is a voice', async () => {
    await claimed();
    await lost(attemptStore.recordRefused({ ...claim, claimId: 'claim-2' }, reason, null, later));
    await attemptStore.recordMade(claim, made, later);
    await lost(attemptStore.recordRefused(claim, reason, null, later));
    expect((await attempt())?.state).toBe('MADE');
  });

  it('needs no claim for the run that owns the record, while there is no voice', async () => {
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
  it('needs a deleted voice or a requested deletion, unchanged since it was read', async () => {
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
  const record = (preview: Preview, key: string | null, waveform: string | null = null) =>
    store.recordPreview(voiceId, 'voice-a', { preview, key, waveform }, later);

  it('replaces a missing preview, and can be repeated', async () => {
    await record({ missing: 'lost' }, null);
    await record(storedPreview, 'a.wav');
    await record(storedPreview, 'a.wav');
    expect(await store.read(voiceId)).toMatchObject({ preview: storedPreview, previewKey: 'a.wav' });
  });

  it('includes the waveform, which a purge removes', async () => {
    await record(storedPreview, 'a.wav', 'AP8=');
    expect(await store.read(voiceId)).toMatchObject({ previewWaveform: 'AP8=' });
    expect(transitions.purged.removes).toContain('previewWaveform');
  });

  it('fails once a purge has claimed the voice', async () => {
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

  it('never replaces a stored preview, and fails for another voice', async () => {
    await lost(
      store.recordPreview(
        voiceId,
        'voice-b',
        { preview: storedPreview, key: 'b.wav', waveform: null },
        later,
      ),
    );
    await record(storedPreview, 'a.wav');
    await lost(record({ missing: 'lost' }, null));
    await lost(record({ ...storedPreview, bytes: 1 }, 'b.wav'));
    expect(await store.read(voiceId)).toMatchObject({ preview: storedPreview, previewKey: 'a.wav' });
  });
});
