import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Status, statuses } from '../../../../lambdas/shared/contract.ts';
import { LostRaceError } from '../../../../lambdas/shared/stores/items.ts';
import { DynamoVoiceStore } from '../../../../lambdas/shared/stores/voices.ts';
import { newVoiceId } from '../../../../lambdas/shared/voice/ids.ts';
import { type VoiceRecord, voiceRecord } from '../../../../lambdas/shared/voice/record.ts';
import {
  type Transition,
  type TransitionName,
  transitions,
} from '../../../../lambdas/shared/voice/transitions.ts';
import { publicView } from '../../../../lambdas/shared/voice/view.ts';
import { voiceEvent } from '../../../../lambdas/shared/voice/voice-event.ts';
import { startTable, type TestTable } from '../../../support/dynalite.ts';
import { instant, requestedVoice } from '../../../support/voices.ts';

const later = new Date(instant.getTime() + 60_000);
const reason = { code: 'review_rejected' } as const;
const names = Object.keys(transitions).filter((name): name is TransitionName => name in transitions);

let table: TestTable;
let store: DynamoVoiceStore;
beforeAll(async () => {
  table = await startTable();
  store = new DynamoVoiceStore(table.client, table.table);
});
afterAll(() => table.stop());

type Parts = Readonly<Record<string, unknown>>;

/** Creates a valid record in a status, with or without a provider voice. */
function recordAt(status: Status, hasProviderVoice: boolean, parts: Parts = {}): VoiceRecord {
  const time = instant.toISOString();
  return voiceRecord.parse({
    ...requestedVoice({ voiceId: newVoiceId(instant) }),
    status,
    sequence: 3,
    polls: 4,
    ...(hasProviderVoice && { providerVoiceId: 'voice-a' }),
    ...(!['REQUESTED', 'CREATING', 'OK', 'PURGED'].includes(status) && { reason }),
    ...(status === 'DEPLOYING' && { reviewStartedAt: time }),
    ...(status === 'DELETED' && { deletedAt: time, purgeAt: time, statusBeforeDelete: 'OK' }),
    ...(status === 'EXPIRED' && { purgeAt: time }),
    ...parts,
  });
}

async function stored(record: VoiceRecord): Promise<VoiceRecord> {
  const Item = marshall(record, { removeUndefinedValues: true });
  await table.client.send(new PutItemCommand({ TableName: table.table, Item }));
  return record;
}

/** Returns fields that satisfy the guard of a transition. */
function guarded(name: TransitionName): Parts {
  const { guard, to }: Transition = transitions[name];
  const time = instant.toISOString();
  switch (guard) {
    case 'deletionRequested':
      return { deleteRequested: { at: time, by: 'ann', purgeAt: time } };
    case 'deletionStillRequested':
      return { deleteRequested: { at: time, by: 'ann', purgeAt: time } };
    case 'wasBeforeDelete':
      return { statusBeforeDelete: to };
    case 'purgeClaimHeld':
      return { purgeClaim: { id: 'claim-a', until: time } };
    case 'retirementDue':
      return { retireAt: time };
    case 'stillMissing':
      return { missingSince: time };
    case 'wasBeforeExpiry':
      return {
        statusBeforeExpiry: to,
        ...(to === 'DELETED' && { deletedAt: time, statusBeforeDelete: 'OK' }),
      };
    default:
      return {};
  }
}

/** Returns fields that violate the guard of a transition. */
function unguarded(name: TransitionName): Parts[] {
  const { guard }: Transition = transitions[name];
  const time = instant.toISOString();
  const purgeClaim = { id: 'claim-b', until: time };
  const holds = new Set(['narrator/move-a']);
  const keptBy = { auditionId: 'audition-a', version: 1 };
  const claimInForce = { id: 'claim-b', until: '2027-01-01T00:00:00.000Z' };
  switch (guard) {
    case 'deletionNotRequested':
      return [{ deleteRequested: { at: time, by: 'ann', purgeAt: time } }];
    case 'deletionRequested':
      return [{}];
    case 'mayBeDeleted':
      return [{ purgeClaim }, { holds }];
    case 'notHeld':
      return [{ purgeClaim }, { keptBy }, { holds }];
    case 'deletionStillRequested':
      return [
        {},
        { ...guarded(name), purgeClaim },
        { ...guarded(name), keptBy },
        { ...guarded(name), holds },
      ];
    case 'retirementDue':
      return [
        {},
        { retireAt: '2027-01-01T00:00:00.000Z' },
        { retireAt: time, purgeClaim },
        { retireAt: time, keptBy },
        { retireAt: time, holds: new Set(['narrator/move-a']) },
      ];
    case 'stillMissing':
      return [{}, { missingSince: time, purgeClaim: claimInForce }];
    case 'wasBeforeExpiry':
      return [{ ...guarded(name), purgeClaim }, { statusBeforeExpiry: 'FAILED' }];
    case 'wasBeforeDelete':
      return [{ ...guarded(name), purgeClaim }, { statusBeforeDelete: 'FAILED' }];
    case 'purgeClaimHeld':
      return [{}, { purgeClaim }];
    case undefined:
      return [];
  }
}

/** Creates a record to which a transition applies. */
function recordFor(name: TransitionName, from: Status, parts: Parts = {}): VoiceRecord {
  const { hasProviderVoice }: Transition = transitions[name];
  return recordAt(from, hasProviderVoice ?? true, { ...guarded(name), ...parts });
}

function move(record: VoiceRecord, name: TransitionName, now: Date = later): Promise<void> {
  const { events }: Transition = transitions[name];
  const view = publicView(record);
  return store.transition(record, name, {
    now,
    reason,
    purgeAt: later,
    statusBeforeDelete: record.status,
    purge: { claimId: 'claim-a', expiresAt: later },
    events: events.map((detailType, index) => voiceEvent(detailType, record.sequence + index + 1, view)),
  });
}

const lost = (write: Promise<void>) => expect(write).rejects.toThrow(LostRaceError);
/** Statuses in which a record always has a provider voice. */
const always: readonly Status[] = ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT', 'EXPIRED'];
const possible = (status: Status, hasVoice: boolean) =>
  hasVoice ? status !== 'REQUESTED' : !always.includes(status);

describe.each(names)('the transition %s', (name) => {
  const transition: Transition = transitions[name];

  it.each(transition.from)('applies to %s, and its events are pending in order', async (from) => {
    const record = await stored(recordFor(name, from));
    const failedAlready = transition.to === 'FAILED';
    if (failedAlready) await store.recordReason(record, reason, instant);
    await move(record, name);
    const after = await store.read(record.voiceId);
    expect(after).toMatchObject({
      status: transition.to,
      run: transition.startsRun ? 1 : 0,
      sequence: 3 + transition.events.length,
      updatedAt: later.toISOString(),
      ...(transition.sets.includes('reviewStartedAt') && { reviewStartedAt: later.toISOString() }),
      ...(transition.sets.includes('reviewedAt') && { reviewedAt: later.toISOString() }),
      ...(transition.sets.includes('reason') && { reason }),
    });
    const pending = Object.entries(after?.pendingEvents ?? {}).sort();
    expect(pending.map(([sequence, event]) => [sequence, event.detailType])).toEqual(
      transition.events.map((detailType, index) => [String(4 + index), detailType]),
    );
    for (const [sequence, event] of pending) {
      expect(JSON.parse(event.detail)).toMatchObject({ eventId: `${record.voiceId}-${sequence}` });
    }
  });

  it('can be repeated without a change', async () => {
    const [from = 'CREATING'] = transition.from;
    const record = await stored(recordFor(name, from, { reason }));
    await move(record, name);
    const once = await store.read(record.voiceId);
    await move(record, name);
    expect(await store.read(record.voiceId)).toEqual(once);
  });

  it('fails if it was applied with another time, because the content of its event is fixed', async () => {
    const [from = 'CREATING'] = transition.from;
    const record = await stored(recordFor(name, from, { reason }));
    await move(record, name);
    const once = await store.read(record.voiceId);
    await lost(move(record, name, new Date(later.getTime() + 1)));
    expect(await store.read(record.voiceId)).toEqual(once);
  });

  it('fails in every other status, run and sequence', async () => {
    const [own = 'CREATING'] = transition.from;
    for (const hasVoice of [true, false]) {
      for (const status of statuses.filter((each) => possible(each, hasVoice))) {
        const allowed = hasVoice === (transition.hasProviderVoice ?? hasVoice);
        if (transition.from.includes(status) && allowed) continue;
        const record = await stored(recordAt(status, hasVoice, guarded(name)));
        await lost(move(record, name));
        expect(await store.read(record.voiceId)).toEqual(record);
      }
    }
    const record = await stored(recordFor(name, own));
    await lost(move({ ...record, run: 1 }, name));
    await lost(move({ ...record, sequence: 2 }, name));
    await lost(move({ ...record, sequence: 4 }, name));
    await lost(move({ ...record, voiceId: newVoiceId(instant) }, name));
    expect(await store.read(record.voiceId)).toEqual(record);
    for (const parts of unguarded(name)) {
      const violating = await stored(recordAt(own, transition.hasProviderVoice ?? true, parts));
      await lost(move(violating, name));
      expect(await store.read(violating.voiceId)).toEqual(violating);
    }
  });
});

describe('a voice under review', () => {
  it('gets one of several concurrent verdicts', async () => {
    const record = await stored(recordAt('DEPLOYING', true));
    const verdicts = ['approved', 'rejected', 'reviewTimedOut'] as const;
    const outcomes = await Promise.allSettled(verdicts.map((name) => move(record, name)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = verdicts[outcomes.findIndex(({ status }) => status === 'fulfilled')] ?? 'approved';
    expect(await store.read(record.voiceId)).toMatchObject({ status: transitions[winner].to, sequence: 4 });
  });
});

describe('a published event', () => {
  it('is cleared alone, and can be cleared again', async () => {
    const record = await stored(recordAt('CREATING', true));
    await move(record, 'createdReady');
    await store.clearEvent(record.voiceId, 4);
    await store.clearEvent(record.voiceId, 4);
    expect(Object.keys((await store.read(record.voiceId))?.pendingEvents ?? {})).toEqual(['5']);
    await lost(store.clearEvent(newVoiceId(instant), 1));
  });
});
